"""Nodes that choose a way: conditions, switches, and conditions on edges."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.structuring.flow import END, Kind, Point, Way
from pipesmith.importing.values import Value, written
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.comparing import compare
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.raw import RawEdge, RawNode
from pipesmith.syntax import nodes as n

YES = ("true", "yes", "then", "1", "success", "output_true", "if", "0_true", "on_true")
NO = ("false", "no", "else", "0", "output_false", "otherwise", "on_false")
DEFAULT = ("default", "else", "otherwise", "fallback", "*", "output_default")


@dataclass(frozen=True, slots=True)
class Made:
    """A node of the program, and its point in the flow."""

    point: Point
    node: a.Node


def condition(node: RawNode, doc: str | None) -> Made | None:
    """Make a node that asks one question; None when its edges ask."""
    asked = node.field("condition", "expression", "if", "conditions")
    if not asked and node.config.part(*LEFT):
        asked = node.config  # a comparison that is spelt in fields
    if not asked:
        return None
    yes, no = _answers(node)
    ways = (Way("true", yes), Way("false", no))

    def test(moment: Moment) -> n.Expression:
        return question(asked, moment)

    act = a.Decide({"true": test, "false": None})
    return Made(Point(node.id, Kind.choice, ways), a.Node(node.id, node.title, node.part, act, doc))


def _answers(node: RawNode) -> tuple[str, str]:
    """Give where the two answers lead; edges without a name stand in the usual order."""
    yes, no = node.labelled(*YES), node.labelled(*NO)
    rest = [edge for edge in node.edges if edge not in (*yes, *no)]
    for found in (yes, no):
        if not found and rest:
            edge = rest.pop(0)
            message = f"an edge of `{node.id}` does not say for which answer it is"
            which = "true" if found is yes else "false"
            edge.part.note(codes.ASSUMED, message, f"taken for `{which}`")
            found.append(edge)
    for edge in (*rest, *yes[1:], *no[1:]):
        edge.part.tell(codes.LEFT_OUT, f"`{node.id}` has two answers only", "left out")
    return (yes[0].to if yes else END, no[0].to if no else END)


def question(part: Part, moment: Moment) -> n.Expression:
    """Give a condition: a text, or a list or object of comparisons."""
    match part.value:
        case list():
            return _all([question(each, moment) for each in part.items()], "and")
        case {"conditions": list()}:
            word = str(part.part("combinator", "combine", "logic", "operator").take() or "and")
            return _all(
                [question(each, moment) for each in part.part("conditions").items()],
                "or" if word.lower() in ("or", "any") else "and",
            )
        case dict():
            return _compared(part, moment)
        case _:
            return moment.condition(part)


def _all(tests: list[n.Expression], word: n.BinaryOperator) -> n.Expression:
    if not tests:
        return n.BoolLiteral(word == "and")
    whole = tests[0]
    for each in tests[1:]:
        whole = n.Binary(word, whole, each)
    return whole


SIGNS = {
    "equals": "==", "equal": "==", "eq": "==", "==": "==", "===": "==", "is": "==",
    "not_equals": "!=", "notequals": "!=", "not_equal": "!=", "ne": "!=", "neq": "!=", "!=": "!=",
    "greater_than": ">", "greater": ">", "gt": ">", ">": ">", "larger": ">",
    "greater_equal": ">=", "gte": ">=", ">=": ">=", "less_than": "<", "less": "<", "lt": "<",
    "<": "<", "smaller": "<", "less_equal": "<=", "lte": "<=", "<=": "<=",
    "contains": "contains", "starts_with": "starts_with", "startswith": "starts_with",
    "ends_with": "ends_with", "endswith": "ends_with", "in": "in", "not_in": "not in",
    "is_empty": "empty", "isempty": "empty", "is_not_empty": "not empty", "exists": "exists",
    "not_exists": "not exists",
}  # fmt: skip


LEFT = ("left", "value1", "field", "variable", "leftValue", "key")


def _operand(part: Part, moment: Moment) -> Value:
    """Give what is compared: a field or variable is named with or without `{{ }}`."""
    if part.name in ("field", "variable", "key"):
        return moment.expression(part)
    return moment.value(part)


def _compared(part: Part, moment: Moment) -> n.Expression:
    """Give `{left, operator, right}` as a condition."""
    operator = part.part("operator", "operation", "op", "comparison")
    word = str(operator.take() if isinstance(operator.value, str) else "equals").lower()
    left = _operand(part.part(*LEFT), moment)
    right = moment.value(part.part("right", "value2", "value", "rightValue"))
    sign = SIGNS.get(word.replace("-", "_"))
    if sign is None:
        operator.tell(codes.BAD_FIELD, f"`{word}` is no comparison", "no comparison")
        return n.BoolLiteral(False)
    return compare(left, sign, right)


# ---------------------------------------------------------------- switches


def switch(node: RawNode, doc: str | None) -> Made | None:
    """Make a node that goes on by the way of a value; None when its edges ask questions."""
    subject = node.field(
        "expression", "value", "variable", "field", "switch_on", "on", "switch_value", "property"
    )
    if not subject:
        return None
    cases = dict(_cases(node))
    ways = tuple(Way(label, to) for label, (to, _) in cases.items())
    values = {label: constants for label, (_, constants) in cases.items()}
    if None not in values.values():
        ways, values = (*ways, Way("default", END)), {**values, "default": None}
    act = a.Switch(lambda moment: moment.expression(subject), values)
    return Made(Point(node.id, Kind.choice, ways), a.Node(node.id, node.title, node.part, act, doc))


Case = tuple[str, tuple[str, tuple[n.Expression, ...] | None]]


def _cases(node: RawNode) -> Iterator[Case]:
    told = dict(_told_cases(node))
    defaults = [edge for edge in node.edges if (edge.label or "default").lower() in DEFAULT]
    for edge in node.edges:
        if edge in defaults or edge.label is None:
            continue
        values = told.pop(edge.label, None)
        yield edge.label, (edge.to, values or _constants(edge.label))
    for label, values in told.items():
        yield label, (END, values)
    if defaults:
        yield "default", (defaults[0].to, None)
    for edge in defaults[1:]:
        edge.part.tell(codes.LEFT_OUT, f"`{node.id}` has two ways for other values", "left out")


def _told_cases(node: RawNode) -> Iterator[tuple[str, tuple[n.Expression, ...]]]:
    """Give the cases that the configuration lists, by the labels of their edges."""
    part = node.field("cases", "rules", "routes")
    if isinstance(part.value, dict):
        for each in part.members():
            each.take()
            yield each.name, _constants(each.name)
        return
    for each in part.items():
        if isinstance(each.value, dict):
            value = each.part("value", "case", "when", "equals")
            label = each.part("branch", "label", "output", "name", "id")
            name = str(label.take() if label else value.value)
            yield name, _written(value)
        else:
            yield str(each.value), _written(each)


def _written(part: Part) -> tuple[n.Expression, ...]:
    """Give the constants of a case."""
    if isinstance(part.value, str | int | bool | None):
        return (written(part.take()),)
    if isinstance(part.value, list) and part.value:
        return tuple(code for each in part.items() for code in _written(each))
    part.tell(codes.BAD_FIELD, "a case needs a constant", "a text or a number is expected")
    return (n.Text(()),)


def _constants(label: str) -> tuple[n.Expression, ...]:
    """Give what a label may stand for: a text, and the number that it spells."""
    if label.isdecimal() and label.isascii() and len(label) < 15:
        return (n.Text((label,)), n.IntLiteral(int(label)))
    return (n.Text((label,)),)


# ---------------------------------------------------------------- edges that ask


def by_edges(node: RawNode, name: str) -> Made:
    """Make a node that goes on by the first edge whose condition holds."""
    tests: dict[str, a.Test | None] = {}
    ways = []
    for at, edge in enumerate(each for each in node.edges if each.condition):
        label = edge.label or f"way {at + 1}"
        tests[label] = _test(edge)
        ways.append(Way(label, edge.to))
    rest = [edge for edge in node.edges if not edge.condition]
    tests["else"] = None
    ways.append(Way("else", rest[0].to if rest else END))
    for edge in rest[1:]:
        edge.part.tell(codes.LEFT_OUT, f"`{node.id}` has two ways without condition", "left out")
    act = a.Decide(tests)
    title = node.title if name == node.id else f"{node.title} choice"
    return Made(Point(name, Kind.choice, tuple(ways)), a.Node(name, title, node.part, act))


def _test(edge: RawEdge) -> a.Test:
    asked = edge.condition
    assert asked is not None
    return lambda moment: question(asked, moment)
