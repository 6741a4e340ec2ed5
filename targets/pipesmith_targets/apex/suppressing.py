"""Where classes and methods are larger than the analyzer likes.

What follows a source is as large as the source is. The rules are named, no others, and the comment
of what is large says why; limits and counts are those of PMD 7.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.handing import handed_on
from pipesmith_targets.apex.measuring import (
    cognitive,
    cyclomatic,
    nesting,
    standard,
    statements,
    steps,
)
from pipesmith_targets.apex.printing import text_of
from pipesmith_targets.apex.tidying import Lines, tidied

_LINES = 1000
SUPPRESS = "SuppressWarnings"


def printed(class_: ax.Class) -> str:
    """Print a class, tidied, with annotations where it, or something in it, is large."""
    text = text_of(_class(class_))
    return text_of(_class(class_, "ExcessiveClassLength")) if is_long(text) else text


def is_long(text: str) -> bool:
    """Tell whether a class has more lines than the analyzer likes, its comment left out."""
    return text.count("\n", text.index(" with sharing class ")) >= _LINES


def _class(class_: ax.Class, *rules: str) -> ax.Class:
    members = [_measured(each) for each in class_.members]
    tidy = replace(class_, members=members)
    return replace(tidy, annotations=_annotated(tidy, (*_of_class(tidy), *rules)))


def _measured(member: ax.Member_) -> ax.Member_:
    match member:
        case ax.Class():
            return _class(member)
        case ax.Method():
            tidy = replace(member, body=None if member.body is None else _tidy(member.body))
            return replace(tidy, annotations=_annotated(tidy, _of_method(tidy)))
        case _:
            return member


def _tidy(body: Lines) -> Lines:
    return handed_on(tidied(body), {})


def _annotated(node: ax.Class | ax.Method, rules: Iterable[str]) -> tuple[ax.Annotation, ...]:
    """Give the annotations with rules added to those that are suppressed for a reason of theirs."""
    own = [each for each in node.annotations if each.name == SUPPRESS]
    others = [each for each in node.annotations if each.name != SUPPRESS]
    known = [each.parameters[0].strip("'") for each in own]
    named = ", ".join((*known, *(f"PMD.{each}" for each in rules)))
    added = (ax.Annotation(SUPPRESS, (f"'{named}'",)),) if named else ()
    return (*others, *added)


def _of_method(method: ax.Method) -> Iterator[str]:
    if len(method.parameters) >= 4:
        yield "ExcessiveParameterList"
    if _is_public(method) and any(each.type == "Boolean" for each in method.parameters):
        yield "AvoidBooleanMethodParameters"
    if 1 + cyclomatic(method.body) >= 10:
        yield "CyclomaticComplexity"
    if 1 + standard(method.body) >= 10:
        yield "StdCyclomaticComplexity"
    if cognitive([method]) >= 15:
        yield "CognitiveComplexity"
    if nesting(method.body) >= 3:
        yield "AvoidDeeplyNestedIfStmts"
    if 1 + statements(method.body) >= 40:
        yield "NcssCount"
    if 1 + steps(method.body) >= 40 and method.result is not None:
        yield "NcssMethodCount"
    if 1 + steps(method.body) >= 20 and method.result is None:
        yield "NcssConstructorCount"


def _of_class(class_: ax.Class) -> Iterator[str]:
    own, every = _methods(class_.members), [*_every(class_.members)]
    methods = _methods(every)
    if sum(1 + cyclomatic(each.body) for each in own) >= 40:
        yield "CyclomaticComplexity"
    if any(1 + standard(each.body) >= 10 for each in own):
        yield "StdCyclomaticComplexity"
    if cognitive(methods) >= 50:
        yield "CognitiveComplexity"
    if 1 + sum(1 + statements(getattr(each, "body", ())) for each in every) >= 500:
        yield "NcssCount"
    others = len(every) - len(methods)
    if 2 + others + sum(steps(each.body) for each in methods) >= 500:
        yield "NcssTypeCount"
    if sum(map(_is_public, class_.members)) >= 20:
        yield "ExcessivePublicCount"
    if sum(isinstance(each, ax.Field) for each in class_.members) > 15:
        yield "TooManyFields"


def _methods(members: Sequence[ax.Member_]) -> list[ax.Method]:
    return [each for each in members if isinstance(each, ax.Method)]


def _every(members: Sequence[ax.Member_]) -> Iterator[ax.Member_]:
    """Give members, those of the classes among them first."""
    for each in members:
        if isinstance(each, ax.Class):
            yield from _every(each.members)
    yield from members


def _is_public(member: ax.Member_) -> bool:
    """Tell whether a field or method is for others; types are not counted."""
    return isinstance(member, ax.Field | ax.Method) and member.modifiers.startswith("public")
