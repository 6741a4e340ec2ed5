"""Apex as text, laid out as prettier does: four spaces, a hundred columns.

Reads     a class as data.
Gives     its text.
Reports   nothing.
Promises  that prettier changes nothing in it.
Leaves    every decision to the data.
"""

from collections.abc import Sequence
from typing import assert_never

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.documenting import comment, commented
from pipesmith_targets.apex.layout import (
    HARD,
    LINE,
    SOFT,
    Doc,
    Group,
    Indent,
    dedent,
    joined,
    nested,
    render,
)
from pipesmith_targets.apex.printing_expressions import expression, is_binary


def text_of(made: ax.Class) -> str:
    """Write a top-level class."""
    return render(_class(made)) + "\n"


# ---------------------------------------------------------------- members


def _class(made: ax.Class) -> Doc:
    extends = f" extends {made.extends}" if made.extends else ""
    implements = f" implements {', '.join(made.implements)}" if made.implements else ""
    head = f"{made.modifiers} {made.kind} {made.name}{extends}{implements} {{".lstrip()
    lines: list[Doc] = []
    before: ax.Member_ | None = None
    for member in made.members:
        lines += [HARD, *([HARD] if before is not None and not _close(before, member) else [])]
        lines.append(_member(member))
        before = member
    above = [*commented(made.doc, made.annotations), *_annotations(made.annotations)]
    return [*above, head, Indent(lines), HARD, "}"]


def _close(before: ax.Member_, member: ax.Member_) -> bool:
    """Tell whether two members stand without a blank line between them: plain fields do."""
    if not (isinstance(before, ax.Field) and isinstance(member, ax.Field)):
        return False
    return before.doc is None and member.doc is None and not member.annotations


def _member(member: ax.Member_) -> Doc:
    match member:
        case ax.Field():
            declared = declaration(f"{member.modifiers} {member.type}", member.name, member.value)
            return [*comment(member.doc), *_annotations(member.annotations), declared]
        case ax.Method():
            return _method(member)
        case ax.Enumeration(name=name, values=values):
            lines = joined(values, [",", HARD])
            head = f"public enum {name} {{"
            return [*comment(member.doc), head, Indent([HARD, lines]), HARD, "}"]
        case ax.Class():
            return _class(member)
        case _:
            assert_never(member)


def _method(method: ax.Method) -> Doc:
    result = f"{method.result} " if method.result else ""
    modifiers = f"{method.modifiers} " if method.modifiers else ""
    parameters = [f"{each.type} {each.name}" for each in method.parameters]
    given: Doc = "()"
    if parameters:
        inside: list[Doc] = [SOFT, joined(parameters, [",", LINE]), dedent(SOFT)]
        given = ["(", nested(inside), ")"]
    end: Doc = ";" if method.body is None else [" ", block(method.body)]
    head: Doc = f"{modifiers}{result}{method.name}"
    above = [*commented(method.doc, method.annotations), *_annotations(method.annotations)]
    return [*above, head, given, end]


def _annotations(annotations: tuple[ax.Annotation, ...]) -> list[Doc]:
    return [part for each in annotations for part in (_annotation(each), HARD)]


def _annotation(made: ax.Annotation) -> Doc:
    if not made.parameters:
        return f"@{made.name}"
    given: list[Doc] = [SOFT, joined(made.parameters, LINE), dedent(SOFT)]
    return [f"@{made.name}", nested(["(", *given, ")"])]


# ---------------------------------------------------------------- statements


def block(statements: Sequence[ax.Statement]) -> Doc:
    """Write statements in braces."""
    lines: list[Doc] = [part for each in statements for part in (HARD, statement(each))]
    return nested(["{", *lines, dedent(HARD), "}"])


def statement(node: ax.Statement) -> Doc:
    """Write a statement."""
    match node:
        case ax.Declare(type=type_, name=name, value=value):
            return declaration(type_, name, value)
        case ax.Assign(target=target, value=value):
            return [_assigned(expression(target), value), ";"]
        case ax.Evaluate(value=value):
            return [expression(value), ";"]
        case ax.Increment(name=name):
            return f"{name}++;"
        case ax.If():
            return _if(node)
        case ax.ForEach() | ax.While() | ax.Count():
            return _loop(node)
        case ax.Switch():
            return _switch(node)
        case ax.Try():
            return _try(node)
        case ax.Return() | ax.Throw() | ax.Jump():
            return _leaving(node)
        case ax.Remark(text=text):
            return joined([f"// {line}".rstrip() for line in text.split("\n")], HARD)
        case ax.Blank():
            return ""
        case _:
            assert_never(node)


def declaration(type_: str, name: str, value: ax.Expression | None) -> Doc:
    """Write `Type name = value;`."""
    if value is None:
        return f"{type_} {name};"
    return Group([f"{type_} ", _assigned(name, value), ";"])


def _assigned(target: Doc, value: ax.Expression) -> Doc:
    if is_binary(value):
        return nested([target, " =", LINE, expression(value)])
    return Group([target, " = ", expression(value)])


def _if(node: ax.If) -> Doc:
    parts: list[Doc] = []
    for number, (condition, body) in enumerate(node.arms):
        word = " else if " if number else "if "
        parts += [word, _condition(condition), " ", block(body)]
    if node.otherwise:
        parts += [" else ", block(node.otherwise)]
    return Group(parts)


def _condition(node: ax.Expression) -> Doc:
    return nested(["(", SOFT, expression(node), dedent(SOFT), ")"])


def _loop(node: ax.ForEach | ax.While | ax.Count) -> Doc:
    match node:
        case ax.While(condition=condition, body=body):
            return Group(["while ", _condition(condition), " ", block(body)])
        case ax.Count(name=name, limit=limit, body=body):
            asked: list[Doc] = [f"{name} < ", expression(limit)]
            parts: list[Doc] = [f"Integer {name} = 0", ";", LINE, *asked, ";", LINE, f"{name}++"]
            return ["for ", _head(parts), " ", block(body)]
        case ax.ForEach(type=type_, name=name, items=items, body=body):
            return ["for ", _head([f"{type_} {name} : ", expression(items)]), " ", block(body)]
        case _:
            assert_never(node)


def _head(parts: list[Doc]) -> Doc:
    return Group(["(", Indent([SOFT, *parts]), SOFT, ")"])


def _switch(node: ax.Switch) -> Doc:
    parts: list[Doc] = []
    for values, body in node.cases:
        listed = Group(Indent(joined([expression(each) for each in values], [",", LINE])))
        parts.append(["when ", listed, " ", block(body)])
    if node.otherwise:
        parts.append(["when else ", block(node.otherwise)])
    lines: list[Doc] = [HARD, *joined(parts, HARD), dedent(HARD)]
    head: list[Doc] = ["switch on", Group([LINE, expression(node.subject)]), " {"]
    return nested([*head, *lines, "}"])


def _try(node: ax.Try) -> Doc:
    parts: list[Doc] = ["try ", block(node.body)]
    if node.name is not None:
        parts += [f" catch (Exception {node.name}) ", block(node.handler)]
    if node.final:
        parts += [" finally ", block(node.final)]
    return parts


def _leaving(node: ax.Return | ax.Throw | ax.Jump) -> Doc:
    match node:
        case ax.Return(value=None):
            return "return;"
        case ax.Return(value=value) if value is not None:
            written: Doc = ["return ", expression(value), ";"]
            return nested(written) if is_binary(value) else Group(written)
        case ax.Throw(value=value):
            return ["throw ", expression(value), ";"]
        case ax.Jump(word=word):
            return f"{word};"
        case _:
            raise AssertionError(node)
