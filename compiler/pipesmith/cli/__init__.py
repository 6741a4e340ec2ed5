"""The command line: the only code that reads arguments, prints, exits and finds targets."""

from pipesmith.cli.entry import main

__all__ = ["main"]
