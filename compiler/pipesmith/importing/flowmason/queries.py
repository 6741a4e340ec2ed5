"""JMESPath of transformations: paths become members, the rest stays as it is and is looked over."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipesmith import types as t
from pipesmith.analysis.functions.queries import check_query
from pipesmith.importing import codes
from pipesmith.importing.declared import Declared
from pipesmith.importing.expressions.coercing import call
from pipesmith.importing.expressions.translating import Unresolved
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.place import BROKEN, Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import UNKNOWN, Shape, Value, mapped, text
from pipesmith.syntax import nodes as n

PATH = re.compile(r"\$?\.?[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\[\d+\])*")
STEP = re.compile(r"[A-Za-z_][\w-]*|\[\d+\]")
Node = Mapping[str, Any]


def query(place: Place, data: Value, part: Part) -> Iterator[n.Statement]:
    """Write a stage that selects by JMESPath."""
    from pipesmith.importing.flowmason.transformations import transformed

    words = str(part.take()).strip()
    if words in ("@", "$", ""):
        yield place.let(data)
        transformed(
            place, place.result(data.type, Shape(t.JSON, data.shape.members, data.shape.item))
        )
        return
    tree = _parsed(part, words)
    shape = UNKNOWN
    if tree is not None:
        shape = Scopes(place, part).walk(tree, whole_shape(data, place.building.module.declared))
    arguments = {"data": data.code, "expression": text(words)}
    yield place.named(place.invoke("json.transform", arguments), *clauses_of(place).clauses)
    transformed(place, place.result(t.JSON, Shape(t.JSON, shape.members, shape.item)))


def _parsed(part: Part, words: str) -> Node | None:
    """Read JMESPath, or say why it cannot be read."""
    complaint = check_query(words)
    if complaint is not None:
        part.note(codes.BAD_QUERY, complaint.message, "cannot be read")
        return None
    from jmespath import parser

    found: Node = parser.Parser().parse(words).parsed
    return found


# ---------------------------------------------------------------- mappings


def mapped_by(place: Place, data: Value, mapping: Part) -> Value:
    """Give an object whose members are selected from data by their paths."""
    _tell_unselected(place, mapping)
    left_out = {str(each.take()) for each in place.setting("exclude_fields").items()}
    members: dict[str, Value] = {}
    for each in mapping.members():
        found = selected(place, data, each)
        default = place.setting("defaults").part(each.name)
        if default:
            found = _or_default(found, place.value(default))
        if each.name not in left_out:
            members[each.name] = found
    return mapped(members)


def _tell_unselected(place: Place, mapping: Part) -> None:
    """Say which members of data that is written out are selected by no path."""
    words = [str(each.value) for each in mapping.members()]
    if not all(PATH.fullmatch(each) or "{{" in each for each in words):
        return
    selected = {STEP.findall(each.removeprefix("$"))[0] for each in words if PATH.fullmatch(each)}
    for each in place.setting("data", "input", "source", "input_data").members():
        if each.name not in selected:
            each.note(codes.LEFT_OUT, f"`mapping` selects no `{each.name}`", "left out")


def selected(place: Place, data: Value, part: Part) -> Value:
    """Give what a path, a template or a query selects from data."""
    words = part.value
    if not isinstance(words, str) or "{{" in words:
        return place.value(part)
    if PATH.fullmatch(words):
        part.take()
        steps = STEP.findall(words.removeprefix("$"))
        return _stepped(place, data, part, steps)
    part.take()
    tree = _parsed(part, words)
    if tree is None:
        return BROKEN
    shape = Scopes(place, part).walk(tree, whole_shape(data, place.building.module.declared))
    return Value(call("jmespath", data.code, text(words)), t.JSON, shape)


def _stepped(place: Place, data: Value, part: Part, steps: list[str]) -> Value:
    """Follow a path; what is not there is null, as it is in JMESPath."""
    value = data
    for step in steps:
        known = whole_shape(value, place.building.module.declared)
        if known.members is not None and step not in known.members and step not in value.views:
            wrong_scope(part, step, known)
            return Value(n.NullLiteral(), t.JSON)
        if step.startswith("["):
            index = n.IntLiteral(int(step[1:-1]))
            value = Value(call("get", value.code, index), t.JSON, value.shape.item or UNKNOWN)
        else:
            value = member(place, value, step)
    return value


def member(place: Place, subject: Value, name: str) -> Value:
    """Give a member of data, null where it is not there."""
    sure = subject.shape.members is not None and not isinstance(subject.type, t.OptionalType)
    try:
        found = place.translator(place.stage.place).member(subject, name, safe=not sure)
    except Unresolved:
        return Value(n.NullLiteral(), t.JSON)
    return found


def _or_default(found: Value, default: Value) -> Value:
    if isinstance(found.code, n.NullLiteral):
        return default
    if found.type != t.JSON and not isinstance(found.type, t.OptionalType):
        return found
    kind = default.type if t.present(found.type) == default.type else t.JSON
    return Value(n.Binary("??", found.code, default.code), kind, default.shape)


def wrong_scope(part: Part, name: str, known: Shape, outer: Shape | None = None) -> None:
    """Say that a path begins with a name that is not where it is looked up."""
    there = ", ".join(f"`{each}`" for each in [*(known.members or {})][:6]) or "nothing"
    notes = [f"there it finds {there}"]
    if outer is not None and name in (outer.members or {}):
        notes.append(f"`{name}` is a member of the data, and cannot be seen from inside of it")
    part.note(
        codes.WRONG_SCOPE, f"`{name}` is looked up where it does not stand", "gives null", *notes
    )


# ---------------------------------------------------------------- what a query finds


def whole_shape(value: Value, declared: Declared) -> Shape:
    """Give all that is known of data: by its shape, or by its declared type."""
    if value.type != t.JSON:
        return shape_of_type(value.type, declared)
    members = value.shape.members
    if members is not None:
        views = value.views
        known = {
            name: whole_shape(views[name], declared) if name in views else _grown(each, declared)
            for name, each in members.items()
        }
        return Shape(t.JSON, known)
    return _grown(value.shape, declared)


def _grown(shape: Shape, declared: Declared) -> Shape:
    if shape.members is None and shape.item is None and shape.type != t.JSON:
        return shape_of_type(shape.type, declared)
    return shape


def shape_of_type(type_: t.Type, declared: Declared, depth: int = 6) -> Shape:
    """Give the shape of the data of a type."""
    match t.present(type_):
        case t.ListType(item=item) if depth:
            return Shape(type_, item=shape_of_type(item, declared, depth - 1))
        case t.NominalType(of="record", name=name) if depth and name in declared.records:
            fields = declared.records[name].values()
            members = {each.name: shape_of_type(each.type, declared, depth - 1) for each in fields}
            return Shape(t.JSON, members)
        case _:
            return Shape(type_)


class Scopes:
    """Follows a query through the data, and tells of names that are looked up in vain."""

    def __init__(self, place: Place, part: Part) -> None:
        self.place, self.part = place, part
        self.root = UNKNOWN
        self.told: set[str] = set()

    def walk(self, tree: Node, data: Shape) -> Shape:
        """Give the shape of what a query finds in data."""
        self.root = data
        return self._found(tree, data)

    def _found(self, tree: Node, data: Shape) -> Shape:
        children: list[Any] = tree["children"]
        match tree["type"]:
            case "field":
                return self._field(str(tree["value"]), data)
            case "subexpression" | "index_expression" | "pipe":
                for child in children:
                    data = self._found(child, data)
                return data
            case "current" | "identity":
                return data
            case "index":
                return data.item or UNKNOWN
            case "slice":
                return data
            case "projection" | "filter_projection" | "flatten" | "value_projection":
                return self._projection(tree, data)
            case "multi_select_dict":
                members = {str(c["value"]): self._found(c["children"][0], data) for c in children}
                return Shape(t.JSON, members)
            case "multi_select_list":
                for child in children:
                    self._found(child, data)
                return UNKNOWN
            case "literal":
                return UNKNOWN
            case _:
                return self._parts(tree, data)

    def _field(self, name: str, data: Shape) -> Shape:
        if data.members is None:
            return UNKNOWN
        if name not in data.members:
            if name not in self.told:
                self.told.add(name)
                wrong_scope(self.part, name, data, self.root)
            return UNKNOWN
        return data.members[name]

    def _projection(self, tree: Node, data: Shape) -> Shape:
        first, *rest = tree["children"]
        items = self._found(first, data)
        if tree["type"] == "flatten":
            return items
        item = items.item or UNKNOWN
        if tree["type"] == "filter_projection":
            self._found(rest[1], item)
        found = self._found(rest[0], item) if tree["type"] != "value_projection" else UNKNOWN
        return Shape(t.ListType(t.JSON), item=found)

    def _parts(self, tree: Node, data: Shape) -> Shape:
        """Look over operands and arguments, which all see the same data."""
        for child in tree["children"]:
            if isinstance(child, Mapping) and child["type"] != "expref":
                self._found(child, data)
        return UNKNOWN
