"""Running the tests and properties of programs, in process and in virtual time."""
