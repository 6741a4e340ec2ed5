"""The expressions of other systems: templates and conditions, read and never evaluated.

One grammar holds what Python, JavaScript and template languages share; where they differ the forms
of all are taken. `parser` gives a tree, `translating` makes an expression of the language of it.
"""
