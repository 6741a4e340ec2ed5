"""JSON Schema, both ways: the schema of what a program declares, and declarations of a schema."""
