"""Expressions of Apex as documents; parentheses stand exactly where Apex needs them."""

from typing import assert_never

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.layout import LINE, SOFT, Doc, Group, Indent, dedent, joined, nested
from pipesmith_targets.apex.literals import text_parts

(CHOICE, COALESCE, OR, AND, COMPARED, SUM, PRODUCT, PREFIX, ATOM) = range(9)
"""How tightly expressions bind, loosest first."""

_OPERATORS = {
    "||": OR,
    "&&": AND,
    "==": COMPARED,
    "!=": COMPARED,
    "===": COMPARED,
    "!==": COMPARED,
    "<": COMPARED,
    "<=": COMPARED,
    ">": COMPARED,
    ">=": COMPARED,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
}


def expression(node: ax.Expression) -> Doc:
    """Write an expression."""
    match node:
        case ax.Name(text=text):
            return text
        case ax.Text(value=value):
            return _text(value)
        case ax.Member() | ax.Call():
            return _chain(node)
        case ax.New(type=type_, arguments=arguments):
            return _enclosed(f"new {type_}(", [_argument(each) for each in arguments], ")", SOFT)
        case ax.NewItems(type=type_, items=items):
            return _enclosed(f"new {type_}{{", [expression(each) for each in items], "}", LINE)
        case ax.NewMap(type=type_, entries=entries):
            pairs: list[Doc] = [[expression(k), " => ", expression(v)] for k, v in entries]
            return _enclosed(f"new {type_}{{", pairs, "}", LINE)
        case _:
            return _operation(node)


def is_binary(node: ax.Expression) -> bool:
    """Tell whether an expression is a sum, a comparison and so on."""
    return isinstance(node, ax.Binary) or (
        isinstance(node, ax.Text) and len(text_parts(node.value)) > 1
    )


def binding(node: ax.Expression) -> int:
    """Tell how tightly an expression binds."""
    match node:
        case ax.Binary(operator=operator):
            return _OPERATORS[operator]
        case ax.Text():
            return SUM if is_binary(node) else ATOM
        case ax.Coalesce():
            return COALESCE
        case ax.Choice():
            return CHOICE
        case ax.InstanceOf():
            return COMPARED
        case ax.Prefix() | ax.Cast():
            return PREFIX
        case _:
            return ATOM


def fit(node: ax.Expression, level: int) -> Doc:
    """Write an operand, in parentheses where it binds too loosely."""
    if binding(node) >= level:
        return expression(node)
    inner = expression(node)
    return ["(", Indent(inner) if is_binary(node) else inner, ")"]


def _operation(
    node: ax.Binary | ax.Coalesce | ax.Prefix | ax.Choice | ax.Cast | ax.InstanceOf,
) -> Doc:
    match node:
        case ax.Binary():
            return _binary(node)
        case ax.Coalesce(left=left, right=right):
            # In Apex `??` binds tighter than nearly all else; parentheses keep readers sure.
            sides = fit(left, COALESCE), nested([LINE, fit(right, PREFIX)])
            return [sides[0], " ??", sides[1]]
        case ax.Prefix(operator=operator, operand=operand):
            return [operator, fit(operand, PREFIX)]
        case ax.Choice(condition=condition, then=then, otherwise=otherwise):
            shown = [Group(Indent(fit(each, COALESCE), 2)) for each in (then, otherwise)]
            asked = fit(condition, COALESCE)
            return nested([asked, LINE, "? ", shown[0], LINE, ": ", shown[1]])
        case ax.Cast(type=type_, operand=operand):
            return [f"({type_}) ", fit(operand, PREFIX)]
        case ax.InstanceOf(operand=operand, type=type_):
            return [fit(operand, PREFIX), f" instanceof {type_}"]
        case _:
            assert_never(node)


def _text(value: str) -> Doc:
    parts = text_parts(value)
    return joined(parts, [" +", LINE]) if len(parts) > 1 else parts[0]


# ---------------------------------------------------------------- operators


def _binary(node: ax.Binary, parent: ax.Binary | None = None, right_side: bool = False) -> Doc:
    """Write an operator as prettier does: a run of one level breaks together."""
    level = _OPERATORS[node.operator]
    same_left = isinstance(node.left, ax.Binary) and _OPERATORS[node.left.operator] == level
    same_parent = parent is not None and _OPERATORS[parent.operator] == level
    in_run = parent is not None and same_parent and not right_side
    left = _operand(node.left, node, level, right_side=False)
    right = _operand(node.right, node, level + 1, right_side=True)
    open_left = (same_left or not _bare(node.left, level)) and in_run
    twins = _twins(node, level)
    if open_left or twins or (same_left and parent is None):
        return [left, " ", [node.operator, LINE, right]]
    if in_run:
        return [Group(left), " ", [node.operator, LINE, right]]
    return Group([Group(left), " ", Group([node.operator, LINE, right])])


def _bare(node: ax.Expression, level: int) -> bool:
    """Tell whether an operand is an operation without parentheses."""
    return is_binary(node) and binding(node) >= level


def _twins(node: ax.Binary, level: int) -> bool:
    """Tell whether both operands are operations of one level, without parentheses."""
    left, right = _bare(node.left, level), _bare(node.right, level + 1)
    return left and right and binding(node.left) == binding(node.right)


def _operand(node: ax.Expression, parent: ax.Binary, level: int, right_side: bool) -> Doc:
    if isinstance(node, ax.Binary) and binding(node) >= level:
        return _binary(node, parent, right_side)
    return fit(node, level)


# ---------------------------------------------------------------- calls


def _argument(node: ax.Expression) -> Doc:
    """Write an argument; a run of operators in it is indented once more."""
    return Group(Indent(expression(node)) if _is_run(node) else expression(node))


def _is_run(node: ax.Expression) -> bool:
    """Tell whether an expression is several operators of one level."""
    if isinstance(node, ax.Text):
        return len(text_parts(node.value)) > 2
    if not isinstance(node, ax.Binary):
        return False
    level = _OPERATORS[node.operator]
    return (_bare(node.left, level) and binding(node.left) == level) or _twins(node, level)


def _arguments(node: ax.Call) -> Doc:
    if not node.arguments:
        return ""
    return [SOFT, joined([_argument(each) for each in node.arguments], [",", LINE]), dedent(SOFT)]


def _enclosed(start: str, items: list[Doc], end: str, edge: Doc) -> Doc:
    if not items:
        return start + end
    word, _, head = start.partition(" ")
    return [word, " ", nested([head, edge, joined(items, [",", LINE]), dedent(edge), end])]


def _chain(node: ax.Member | ax.Call) -> Doc:
    """Write a call or a member; a chain of calls breaks before each of its dots."""
    if isinstance(node, ax.Call) and node.subject is None:
        return nested([node.name, "(", Group(_arguments(node)), ")"])
    return nested(_links(node))


def _links(node: ax.Expression) -> list[Doc]:
    match node:
        case ax.Member(subject=subject, name=name, safe=safe):
            return [*_subject(subject), SOFT, "?." if safe else ".", name]
        case ax.Call(subject=None, name=name):
            return [name, "(", nested(_arguments(node)), ")"]
        case ax.Call(subject=subject, name=name, safe=safe) if subject is not None:
            dot = "?." if safe else "."
            return [*_subject(subject), SOFT, dot, name, "(", nested(_arguments(node)), ")"]
        case _:
            return [fit(node, ATOM)]


def _subject(node: ax.Expression) -> list[Doc]:
    return _links(node) if isinstance(node, ax.Member | ax.Call) else [fit(node, ATOM)]
