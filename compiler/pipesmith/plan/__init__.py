"""What of a program runs at once, how long it may take, and under which policies."""
