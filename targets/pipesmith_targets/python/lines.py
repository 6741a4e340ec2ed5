"""Python statements as syntax trees."""

import re
from collections.abc import Iterable, Sequence

import libcst as cst

from pipesmith_targets.python import syntax as py

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
Lines = list[Line]


def small(statement: cst.BaseSmallStatement) -> Line:
    """Write a statement on a line of its own."""
    return cst.SimpleStatementLine([statement], trailing_whitespace=_END)


_END = cst.TrailingWhitespace()
"""The end of a line, which all statements share."""


def evaluated(value: py.Node) -> Line:
    """Write an expression as a statement."""
    return small(cst.Expr(value))


def assign(target: py.Node | str, value: py.Node, annotation: py.Node | None = None) -> Line:
    """Write `target = value`, or `target: annotation = value`."""
    known = py.name(target) if isinstance(target, str) else target
    if annotation is None:
        return small(cst.Assign([cst.AssignTarget(known)], value))  # type: ignore[arg-type]
    return small(cst.AnnAssign(known, cst.Annotation(annotation), value))  # type: ignore[arg-type]


def declare(target: str, annotation: py.Node) -> Line:
    """Write `target: annotation`."""
    return small(cst.AnnAssign(cst.Name(target), cst.Annotation(annotation), None))


def asserted(test: py.Node) -> Line:
    """Write `assert test`."""
    return small(cst.Assert(test))


def returned(value: py.Node | None) -> Line:
    """Write `return value`."""
    return small(cst.Return(value))


def raised(value: py.Node | None, cause: py.Node | None = None) -> Line:
    """Write `raise value from cause`."""
    return small(cst.Raise(value, cst.From(cause) if cause else None))


def nonlocals(names: Iterable[str]) -> Line:
    """Write `nonlocal a, b`."""
    return small(cst.Nonlocal([cst.NameItem(cst.Name(each)) for each in names]))


def deleted(names: Iterable[str]) -> Line:
    """Write `del a, b`."""
    known = [py.name(each) for each in names]
    return small(cst.Del(known[0] if len(known) == 1 else py.tupled(known, bare=True)))


def jump(word: str) -> Line:
    """Write `break` or `continue`."""
    return small(cst.Break() if word == "break" else cst.Continue())


def block(lines: Sequence[Line]) -> cst.IndentedBlock:
    """Write the lines inside a compound statement."""
    return cst.IndentedBlock(list(lines) or [small(cst.Pass())])


LONGEST_CHAIN = 50
"""Python nests each `elif` in the one before; longer chains are written side by side."""


def branches(arms: Sequence[tuple[py.Node, Lines]], otherwise: Lines | None) -> Line:
    """Write `if`, `elif` and `else`; `case _ if` where there are very many."""
    if len(arms) > LONGEST_CHAIN:
        return _side_by_side(arms, otherwise)
    rest: cst.If | cst.Else | None = None if otherwise is None else cst.Else(block(otherwise))
    for condition, lines in reversed(arms):
        rest = cst.If(condition, block(lines), rest)
    assert isinstance(rest, cst.If)
    return rest


def _side_by_side(arms: Sequence[tuple[py.Node, Lines]], otherwise: Lines | None) -> Line:
    cases = [_guarded(condition, lines) for condition, lines in arms]
    if otherwise is not None:
        cases.append(cst.MatchCase(cst.MatchAs(), block(otherwise)))
    return cst.Match(py.TRUE, cases)


def _guarded(condition: py.Node, lines: Lines) -> cst.MatchCase:
    space = cst.SimpleWhitespace(" ")
    return cst.MatchCase(
        cst.MatchAs(),
        block(lines),
        condition,
        whitespace_before_if=space,
        whitespace_after_if=space,
    )


def matching(subject: py.Node, cases: Sequence[tuple[Sequence[py.Node], Lines]]) -> Line:
    """Write `match subject`; a case without values takes what is left."""
    written = [cst.MatchCase(_pattern(values), block(lines)) for values, lines in cases]
    return cst.Match(subject, written)


def _pattern(values: Sequence[py.Node]) -> cst.MatchPattern:
    if not values:
        return cst.MatchAs()
    patterns: list[cst.MatchPattern] = [
        cst.MatchSingleton(value)
        if isinstance(value, cst.Name) and value.value in ("None", "True", "False")
        else cst.MatchValue(value)
        for value in values
    ]
    if len(patterns) == 1:
        return patterns[0]
    return cst.MatchOr([cst.MatchOrElement(each) for each in patterns])


def looped(target: py.Node, items: py.Node, lines: Lines) -> Line:
    """Write `for target in items`."""
    return cst.For(target, items, block(lines))  # type: ignore[arg-type]


def within(context: py.Node, lines: Lines, name: str | None = None) -> Line:
    """Write `with context:`, or `with context as name:`."""
    known = None if name is None else cst.AsName(cst.Name(name))
    return cst.With([cst.WithItem(context, known)], block(lines))


def tried(lines: Lines, failure: str, handler: Lines | None, final: Lines | None) -> Line:
    """Write `try`, `except Exception as failure` and `finally`."""
    name = cst.AsName(cst.Name(failure))
    handlers = (
        [] if handler is None else [cst.ExceptHandler(block(handler), cst.Name("Exception"), name)]
    )
    last = None if final is None else cst.Finally(block(final))
    return cst.Try(block(lines), handlers, None, last)


Parameter = tuple[str, py.Node | None, py.Node | None]
"""Name, annotation, default."""


def defined(
    name: str,
    parameters: Sequence[Parameter],
    result: py.Node,
    lines: Lines,
    *,
    decorators: Sequence[py.Node] = (),
    keywords: Sequence[Parameter] = (),
    asynchronous: bool = True,
) -> Line:
    """Write a function."""
    return cst.FunctionDef(
        cst.Name(name),
        cst.Parameters(
            [_parameter(each) for each in parameters],
            kwonly_params=[_parameter(each) for each in keywords],
            star_arg=cst.ParamStar() if keywords else cst.MaybeSentinel.DEFAULT,
        ),
        block(lines),
        [cst.Decorator(each) for each in decorators],
        cst.Annotation(result),
        cst.Asynchronous() if asynchronous else None,
    )


def _parameter(parameter: Parameter) -> cst.Param:
    name, annotation, default = parameter
    return cst.Param(
        cst.Name(name), cst.Annotation(annotation) if annotation else None, default=default
    )


def classed(name: str, base: py.Node, lines: Lines, decorators: Sequence[py.Node] = ()) -> Line:
    """Write a class."""
    above = [cst.Decorator(each) for each in decorators]
    return cst.ClassDef(cst.Name(name), block(lines), [cst.Arg(base)], decorators=above)


def documented(text: str | None) -> Lines:
    """Write a docstring, where there is something to say."""
    return [evaluated(docstring(text))] if text else []


def docstring(text: str) -> cst.SimpleString:
    """Write a text between triple quotes, whatever is in it."""
    plain = "\n".join(printable(line) for line in text.split("\n")).replace("\\", "\\\\")
    closed = re.sub('"+$', lambda quotes: '\\"' * len(quotes[0]), plain)
    safe = closed.replace('"""', '\\"\\"\\"')
    return cst.SimpleString(f'"""{safe}"""')


def printable(text: str) -> str:
    """Give a text of one line that hides nothing and breaks nothing where it is only read."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def commented(line: Line, doc: str | None) -> Line:
    """Put comments above a statement."""
    if not doc:
        return line
    comments = [
        cst.EmptyLine(comment=cst.Comment(f"# {printable(each)}".rstrip()))
        for each in doc.split("\n")
    ]
    return line.with_changes(leading_lines=comments)
