"""The syntax of the language: text to tree, and tree to text."""

from pipesmith.syntax.parse import Parsed, parse
from pipesmith.syntax.reading import Comment
from pipesmith.syntax.unparse import format_source, unparse

__all__ = ["Comment", "Parsed", "format_source", "parse", "unparse"]
