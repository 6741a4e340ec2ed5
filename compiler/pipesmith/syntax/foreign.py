"""Words of other languages and of later versions of this one."""

from pipesmith.diagnostics import Finding, Label
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.source import Span

WORDS = {
    "elif": ("else if",),
    "elseif": ("else if",),
    "elsif": ("else if",),
    "fn": ("function",),
    "fun": ("function",),
    "func": ("function",),
    "def": ("function", "operator"),
    "class": ("record",),
    "struct": ("record",),
    "interface": ("record",),
    "for": ("foreach",),
    "each": ("foreach",),
    "match": ("switch",),
    "const": ("let",),
    "val": ("let",),
    "throw": ("raise",),
    "except": ("catch", "catch *"),
    "rescue": ("catch", "catch *"),
    "of": ("in",),
    "ensure": ("finally",),
    "default": ("else",),
    "otherwise": ("else",),
    "call": ("do",),
    "run": ("do",),
    "await": ("do",),
    "step": ("stage",),
    "task": ("stage", "operator"),
    "workflow": ("pipeline",),
    "component": ("operator",),
    "agent": ("node",),
    "llm": ("node",),
    "return_value": ("return",),
    "sleep": ("wait",),
    "mod": ("%",),
    "assert": ("expect",),
    "use": ("import",),
}
"""What other languages write, and what that is here; the first that can be read is proposed."""

LATER = {
    "compensate": "compensation of a stage",
    "deprecated": "mark for what is deprecated",
}


def later(span: Span, word: str) -> Finding:
    """Say that something is not part of this version of the language."""
    return Finding(
        codes.UNSUPPORTED_WORD,
        f"`{word}` is not supported: this version of the language has no {LATER[word]}",
        Label(span, f"`{word}` is not supported"),
    )
