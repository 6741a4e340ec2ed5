"""Jumps out of attempts, which are a loop themselves: they are noted, and made after it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place

Lines = tuple[ax.Statement, ...]
_NAMES = {"break": "stops", "continue": "skips"}


def leaving(lines: Lines, place: Place) -> tuple[Lines, Lines]:
    """Give lines whose jumps leave the attempts around them, and the jumps that follow those."""
    words = dict.fromkeys(_words(lines))
    flags = {word: place.declare(ax.FALSE, t.BOOL, _NAMES[word.word]) for word in words}
    after = tuple(ax.If(((ax.Name(flag), (word,)),)) for word, flag in flags.items())
    return _noted(lines, flags), after


def _words(lines: Lines) -> Iterator[ax.Jump]:
    """Give the jumps that leave lines, but not those of loops in them."""
    for line in lines:
        if isinstance(line, ax.Jump):
            yield line
        for block in _blocks(line):
            yield from _words(block)


def _blocks(line: ax.Statement) -> Iterator[Lines]:
    match line:
        case ax.If(arms=arms, otherwise=otherwise):
            yield from (block for _, block in arms)
            yield otherwise
        case ax.Switch(cases=cases, otherwise=otherwise):
            yield from (block for _, block in cases)
            yield otherwise
        case ax.Try(body=body, handler=handler, final=final):
            yield from (body, handler, final)
        case _:
            pass


def _noted(lines: Lines, flags: Mapping[ax.Jump, str]) -> Lines:
    return tuple(made for line in lines for made in _with_flags(line, flags))


def _with_flags(line: ax.Statement, flags: Mapping[ax.Jump, str]) -> Lines:
    match line:
        case ax.Jump():
            return (ax.Assign(ax.Name(flags[line]), ax.TRUE), ax.Jump("break"))
        case ax.If(arms=arms, otherwise=otherwise):
            inner = tuple((asked, _noted(block, flags)) for asked, block in arms)
            return (ax.If(inner, _noted(otherwise, flags)),)
        case ax.Switch(cases=cases, otherwise=otherwise):
            chosen = tuple((values, _noted(block, flags)) for values, block in cases)
            return (replace(line, cases=chosen, otherwise=_noted(otherwise, flags)),)
        case ax.Try(body=body, handler=handler, final=final):
            parts = [_noted(each, flags) for each in (body, handler, final)]
            return (replace(line, body=parts[0], handler=parts[1], final=parts[2]),)
        case _:
            return (line,)
