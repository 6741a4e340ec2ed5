"""Trees written as text: what goes on one line, what is broken, and where comments stand."""
