"""What the exit code of a command says."""

from enum import IntEnum


class Exit(IntEnum):
    """The process conventions, shared with generated programs."""

    success = 0
    failed = 1
    """The pipeline failed; `fmt --check` found a file to format."""
    usage = 2
    """The command line, a file or an input does not fit."""
    refused = 3
    """The program does not compile."""
    fault = 70
    """The compiler itself failed."""
    cancelled = 130
