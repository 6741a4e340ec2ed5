"""Programs of what other systems describe."""
