"""Test classes: `test` blocks as methods, and what holds of every record and action."""
