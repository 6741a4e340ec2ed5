"""Stages that choose a way, or go several at once; and what the ways give to those outside."""

from collections.abc import Callable, Iterator

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call, converted, negated, truth
from pipesmith.importing.flowmason.branches import Label
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, entry, loose, text
from pipesmith.syntax import nodes as n

Write = Callable[[Place, Label], n.Block]
"""Writes a block of a stage, with what it yields."""


def given_by(place: Place) -> t.Type | None:
    """Give the type of what the blocks of a stage yield, None where nothing reads it."""
    yields = place.building.usage.exports.get(place.stage.id) or _own(place)
    return t.MapType(t.JSON) if yields else None


OWN = {
    "conditional": ("branch_taken", "condition_result", "result", "*"),
    "router": ("route_taken", "selected_route", "branch_taken", "matched", "*"),
    "trycatch": (
        "status", "error", "error_message", "error_type", "error_occurred", "recovered", "*",
        "try_result", "catch_result",
    ),
}  # fmt: skip
"""What is read of a stage itself, and not of those in it."""


def _own(place: Place) -> bool:
    """Tell whether something of the stage itself is read outside of it."""
    return place.building.usage.reads(place.stage.id, *OWN.get(place.stage.kind, ()))


def yielded(place: Place, label: Label, home: tuple[tuple[str, Label], ...]) -> n.Yield | None:
    """Give what a block of a choice or attempt yields: what others read of what is in it."""
    if given_by(place) is None or label == ("finally",):
        return None
    building = place.building
    entries = [entry(key, code) for key, code in _own_members(place, label)]
    for name in building.usage.exports.get(place.stage.id, ()):
        own = building.structure.homes[name]
        if name not in building.outputs or not building.structure.inside(own, home):
            continue
        key = building.key(name)
        code = building.exported_code(name)
        if own != home:
            code = building.yielded(name, own[len(home)])
        entries.append(entry(key, code))
    whole = n.MapLiteral(tuple(entries))
    return n.Yield(loose(Value(whole, t.JSON)).code if label[0] == "side" else whole)


def _own_members(place: Place, label: Label) -> Iterator[tuple[str, n.Expression]]:
    if not _own(place):
        return
    match place.stage.kind:
        case "conditional":
            yield "branch_taken", text(label[-1])
            yield "condition_result", n.BoolLiteral(label == ("true",))
        case "router":
            yield "route_taken", text(label[-1])
        case "trycatch":
            error = n.Reference(place.building.caught_as.get(place.stage.id, ("err", ""))[0])
            failed = label == ("catch",)
            yield "status", text("caught" if failed else "success")
            yield "error_occurred", n.BoolLiteral(failed)
            for name, member in (("error_message", "message"), ("error_type", "type")):
                yield name, n.Member(error, n.Name(member)) if failed else n.NullLiteral()
            for name, block in (("try_result", ("try",)), ("catch_result", ("catch",))):
                yield name, _last(place, label) if label == block else n.NullLiteral()
        case _:
            return


def _last(place: Place, label: Label) -> n.Expression:
    """Give what the last stage of a block gives."""
    building = place.building
    home = (*building.structure.homes[place.stage.id], (place.stage.id, label))
    names = building.structure.block(home)
    found = building.outputs.get(names[-1]) if names else None
    return n.NullLiteral() if found is None else (found.main or found).code


def gives_map(place: Place) -> None:
    """Note what a stage with blocks gives beside what is in them."""
    base = n.Reference(place.name)
    views: dict[str, Value] = {}
    for key, _ in _own_members(place, ("catch",) if place.stage.kind == "trycatch" else ("",)):
        kind = t.JSON if key.endswith("_result") and key != "condition_result" else t.STRING
        kind = t.BOOL if key in ("condition_result", "error_occurred") else kind
        views[key] = Value(n.Index(base, text(key)), t.JSON, Shape(kind))
    if place.stage.kind == "conditional":
        views["condition_value"] = place.building.tested.get(place.stage.id, _NONE)
    passed = place.setting("pass_data", "pass_through")
    if passed and not place.building.usage.reads(place.stage.id, "data", "pass_data"):
        passed.tell(codes.LEFT_OUT, f"nothing reads what `{place.stage.id}` passes on", "left out")
    elif passed:
        data = place.value(passed)
        views |= {"data": data, "pass_data": data}
    views |= _other_names(views)
    known = {name: each.shape for name, each in views.items()}
    main = Value(base, t.JSON, Shape(t.JSON, known))
    place.building.outputs[place.stage.id] = Value(base, t.JSON, main.shape, views)


def _other_names(views: dict[str, Value]) -> dict[str, Value]:
    names = {
        "route_taken": ("selected_route", "route", "branch_taken", "matched_route"),
        "condition_result": ("result", "value"), "error_message": ("error", "message"),
        "error_occurred": ("recovered", "caught"),
    }  # fmt: skip
    return {
        other: views[name]
        for name, others in names.items()
        if name in views
        for other in others
        if other not in views
    }


# ---------------------------------------------------------------- choices


def conditional(place: Place, write: Write) -> Iterator[n.Statement]:
    """Write `if`."""
    test = _test(place)
    labels = [branch.label for branch in place.building.structure.branches[place.stage.id]]
    blocks = {label: write(place, label) for label in (("true",), ("false",))}
    gives_map(place)
    kind = given_by(place)
    if not labels and not place.building.usage.read(place.stage.id):
        place.stage.sources[0].note(
            codes.INCOMPLETE,
            f"`{place.stage.id}` names no stages of its own",
            "decides nothing, and is left out",
        )
    if not labels and kind is None:
        place.gives(Value(test, t.BOOL), {"result": Value(test, t.BOOL)})
        return
    then, otherwise = blocks[("true",)], blocks[("false",)]
    if kind is None and not then.statements and otherwise.statements:
        yield place.named(n.If(((negated(test), otherwise),)))
        return
    keeps = otherwise.statements or kind is not None
    yield place.named(n.If(((test, then),), otherwise if keeps else None), type=kind)


def _test(place: Place) -> n.Expression:
    condition = place.setting("condition", "if", "test")
    expression = place.setting("condition_expression", "expression")
    if condition:
        place.building.tested[place.stage.id] = place.expression(condition)
    if expression and condition:
        subject = place.building.tested[place.stage.id]
        return place.seeing({"value": subject, "condition": subject}).condition(expression)
    found = condition or expression
    if not found:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` has no `condition`", "nothing decides"
        )
        return n.BoolLiteral(False)
    return truth(place.building.tested[place.stage.id]) if condition else place.condition(found)


def router(place: Place, write: Write) -> Iterator[n.Statement]:
    """Write `switch`."""
    value = place.setting("value", "route_on", "input", "expression", "key", "field")
    if not value:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` has no `value`", "nothing decides"
        )
    subject = _subject(place, value)
    loose = place.setting("case_insensitive").take() is True
    cases, otherwise = _cases(place, subject, write, loose)
    gives_map(place)
    code = _switched(subject, loose)
    kind = given_by(place)
    if kind is not None and otherwise is None:
        otherwise = n.Block((), n.Yield(n.MapLiteral(())))
    if not cases:
        always = otherwise or n.Block(())
        yield place.named(
            n.If(((n.BoolLiteral(True), always),), otherwise=None if kind is None else always),
            type=kind,
        )
        return
    yield place.named(n.Switch(code, tuple(cases), otherwise), type=kind)


def _subject(place: Place, part: Part) -> Value:
    """Give what a choice is made by."""
    subject = place.expression(part) if _is_bare(part) else place.value(part) if part else _NONE
    own = place.setting("value_expression")
    return place.seeing({"value": subject}).expression(own) if own else subject


_NONE = Value(text(""), t.STRING)


def _is_bare(part: Part) -> bool:
    return isinstance(part.value, str) and part.value.startswith(
        ("input.", "upstream.", "context.")
    )


def _switched(subject: Value, loose: bool) -> n.Expression:
    if _is_enum(subject) or isinstance(t.present(subject.type), t.UnionType):
        return subject.code
    code = converted(subject, t.STRING)
    return call("lower", code) if loose else code


def _is_enum(subject: Value) -> bool:
    kind = t.present(subject.type)
    return isinstance(kind, t.NominalType) and kind.of == "enum"


def _cases(
    place: Place, subject: Value, write: Write, loose: bool
) -> tuple[list[n.Case], n.Block | None]:
    """Give the cases; routes that lead to the same stages are one, also with the default."""
    groups: dict[tuple[str, ...], list[Label]] = {}
    for branch in place.building.structure.branches[place.stage.id]:
        key = tuple(str(each.value) for each in branch.targets)
        groups.setdefault(key, []).append(branch.label)
    cases, otherwise = [], None
    for labels in groups.values():
        block = write(place, labels[0])
        if ("default",) in labels:
            otherwise = block
            continue
        values = [_case_value(place, subject, label[1], loose) for label in labels]
        known = tuple(each for each in values if each is not None)
        if known:
            cases.append(n.Case(known, block))
    if otherwise is not None and _all_named(place, subject, cases):
        otherwise = None
    if otherwise is None and _is_enum(subject) and not _all_named(place, subject, cases):
        otherwise = n.Block(())
    return cases, otherwise


def _case_value(place: Place, subject: Value, value: str, loose: bool) -> n.Expression | None:
    kind = t.present(subject.type)
    if isinstance(kind, t.UnionType):
        if any(isinstance(each, t.LiteralType) and each.value == value for each in kind.members):
            return text(value)
    elif not _is_enum(subject):
        return text(value.lower() if loose else value)
    name = str(kind)
    if value in place.building.module.declared.enums.get(name, ()):
        return n.Member(n.Reference(name), n.Name(value))
    routes = place.setting("routes", "cases", "branches")
    part = routes.part(value) or routes
    part.note(codes.UNRESOLVED, f"the schema knows no value `{value}`", "can never be taken")
    return None


def _all_named(place: Place, subject: Value, cases: list[n.Case]) -> bool:
    """Tell whether the cases name every value of an enum, so that nothing else is left."""
    if not _is_enum(subject) or isinstance(subject.type, t.OptionalType):
        return False
    values = place.building.module.declared.enums[str(t.present(subject.type))]
    return sum(len(case.values) for case in cases) == len(values)


def parallel(place: Place, write: Write) -> Iterator[n.Statement]:
    """Write `parallel`."""
    made = []
    for branch in place.building.structure.branches[place.stage.id]:
        name = place.building.branch_name(place.stage.id, branch.label)
        made.append(n.Branch(n.Name(name), write(place, branch.label)))
    gives_map(place)
    found = Value(n.Convert(n.Reference(place.name), n.NamedType(n.Name("json"))), t.JSON)
    place.gives(found, {"result": found, "results": found})
    yield place.named(n.Parallel(tuple(made)))
