"""What is known of one standard function."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipesmith.analysis.functions.signatures import Signature, read_signature

Typing = Literal["signatures", "coalesce", "pluck", "with", "fields"]
"""How a call is typed: by the signatures alone, or by a rule of its own."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a constant text, and the code point in it where that begins.

    `about` tells what the text was read as; `way` is a way out.
    """

    message: str
    at: int = 0
    about: Literal["literal", "jmespath"] = "literal"
    way: str | None = None


@dataclass(frozen=True, slots=True)
class LiteralRule:
    """What must hold of a text argument that is known while compiling.

    `required` says that it must be a constant; `check` gives a complaint or None.
    """

    parameter: str
    check: Callable[[str], Complaint | None]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One standard function.

    `may_fail` tells that some arguments of the right types make it an EXPRESSION error;
    `reads_context` that its value depends on the run; `supported` is false where this version
    refuses the function by name.
    """

    name: str
    forms: tuple[str, ...]
    doc: str
    example: str
    may_fail: bool = False
    reads_context: bool = False
    supported: bool = True
    literals: tuple[LiteralRule, ...] = ()
    typing: Typing = "signatures"

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Give every way to call the function, in the order in which they are tried."""
        return tuple(map(read_signature, self.forms))

    @property
    def pure(self) -> bool:
        """Tell whether equal arguments always give equal values."""
        return not self.reads_context
