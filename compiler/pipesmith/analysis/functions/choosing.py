"""Fitting a call: literals first, then the function's own rule, then its signatures.

`coalesce` is typed by which arguments can be null; `pluck`, `with`, and the fields in `pick` and
`omit`, by the names in the call.
"""

from collections.abc import Mapping, Sequence

from pipesmith import types as t
from pipesmith.analysis.functions.binding import TypeFacts
from pipesmith.analysis.functions.calling import Argument, Mismatch
from pipesmith.analysis.functions.function import Function, LiteralRule
from pipesmith.analysis.functions.matching import Match, match_signature, match_signatures
from pipesmith.analysis.functions.signatures import Parameter, Signature


def match(function: Function, arguments: Sequence[Argument], facts: TypeFacts) -> Match | Mismatch:
    """Fit a call to a standard function, or say why it does not fit."""
    if not function.supported:
        message = f"`{function.name}` is not supported by this version"
        return Mismatch("not-supported", message, "not supported")
    return (
        _unfit_literal(function, arguments)
        or _match_by_rule(function, arguments, facts)
        or match_signatures(function, arguments, facts)
    )


def _unfit_literal(function: Function, arguments: Sequence[Argument]) -> Mismatch | None:
    """Give the first constant text that its parameter does not accept."""
    for rule in function.literals:
        positions = {p.name: at for s in function.signatures for at, p in enumerate(s.parameters)}
        for at, argument in enumerate(arguments):
            if rule.parameter == argument.name or (
                argument.name is None and at == positions.get(rule.parameter)
            ):
                return _literal_mismatch(function, rule, at, argument)
    return None


def _literal_mismatch(
    function: Function, rule: LiteralRule, at: int, argument: Argument
) -> Mismatch | None:
    if isinstance(argument.constant, str):
        complaint = rule.check(argument.constant)
        if complaint is None:
            return None
        reason, where, way = complaint.about, complaint.at, complaint.way
        return Mismatch(reason, complaint.message, "not accepted", at, where, way=way)
    if not rule.required or argument.type == t.ANY:
        return None
    message = f"`{rule.parameter}` of `{function.name}` must be a constant text"
    return Mismatch("literal", message, "not a constant text", at)


def _match_by_rule(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch | None:
    """Type a call by the function's own rule, or give None when its signatures decide."""
    match function.typing:
        case "coalesce":
            return _coalesce(function, arguments, facts)
        case "pluck":
            return _pluck(function, arguments, facts)
        case "with":
            return _with(function, arguments, facts)
        case "fields":
            return _unknown_field(function, arguments, facts)
        case "signatures":
            return None


def _coalesce(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch:
    """Let one argument that is never null make the result never null."""
    types = [argument.type for argument in arguments if argument.type is not None]
    never_null = any(type_ != t.NULL and not isinstance(type_, t.OptionalType) for type_ in types)
    signature = function.signatures[0 if never_null else 1]
    return match_signature(function, signature, arguments, facts)


def _pluck(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch | None:
    """Type the named field of each record, or the value at a key of each map."""
    subject = _expanded(arguments, 0, facts)
    name = arguments[1].constant if len(arguments) == 2 else None
    if not isinstance(subject, t.ListType) or not isinstance(name, str):
        return None
    item = facts.expand(subject.item)
    fields = facts.fields(item)
    if isinstance(item, t.MapType):
        return _fixed(function, arguments, facts, t.ListType(item.value))
    if fields is None:
        return Mismatch(
            "type",
            f"`pluck` reads fields of records; these are `{subject.item}`",
            f"a list of `{subject.item}`",
            0,
        )
    if name not in fields:
        return _no_field(function, subject.item, name, 1, fields)
    return _fixed(function, arguments, facts, t.ListType(fields[name]))


def _with(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch | None:
    """Type a record with some fields replaced, each named in the call."""
    record = _expanded(arguments, 0, facts)
    declared = isinstance(record, t.NominalType) and record.of == "record" and record.module
    fields = facts.fields(record) if record is not None and declared else None
    if fields is None or arguments[0].name is not None:
        return match_signatures(function, arguments[:1], facts)
    for at, argument in enumerate(arguments[1:], 1):
        if argument.name is None:
            return Mismatch(
                "name",
                "`with` takes fields by name, as `with(record, field: value)`",
                "not named",
                at,
            )
        if argument.name not in fields:
            return _no_field(function, arguments[0].type or t.ANY, argument.name, at, fields)
    if len(arguments) == 1:
        return Mismatch("count", "`with` names no field to replace", "no field is named")
    return _fixed(function, arguments, facts, arguments[0].type or t.ANY, fields)


def _unknown_field(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Mismatch | None:
    """Refuse the constant name of no field; the signatures decide the rest."""
    subject = _expanded(arguments, 0, facts)
    fields = None if subject is None else facts.fields(subject)
    for at, argument in enumerate(arguments[1:], 1):
        for name in argument.constant or () if fields is not None else ():
            if fields is not None and isinstance(argument.constant, tuple) and name not in fields:
                return _no_field(function, arguments[0].type or t.ANY, name, at, fields)
    return None


def _expanded(arguments: Sequence[Argument], at: int, facts: TypeFacts) -> t.Type | None:
    given = arguments[at].type if at < len(arguments) else None
    return None if given is None else facts.expand(given)


def _fixed(
    function: Function,
    arguments: Sequence[Argument],
    facts: TypeFacts,
    result: t.Type,
    fields: Mapping[str, t.Type] | None = None,
) -> Match | Mismatch:
    """Fit a call to the one signature that the names in it make."""
    parameters = tuple(
        Parameter(argument.name or f"argument {at + 1}", _parameter_type(argument, fields))
        for at, argument in enumerate(arguments)
    )
    shown = ", ".join(f"{parameter.name}: {parameter.pattern}" for parameter in parameters)
    return match_signature(
        function, Signature(parameters, result, f"({shown}) -> {result}"), arguments, facts
    )


def _parameter_type(argument: Argument, fields: Mapping[str, t.Type] | None) -> t.Type:
    if fields is not None and argument.name is not None:
        return fields[argument.name]
    return argument.type or t.ANY


def _no_field(
    function: Function, record: t.Type, name: str, at: int, fields: Mapping[str, t.Type]
) -> Mismatch:
    known = ", ".join(f"`{each}`" for each in fields)
    message = f"`{record}` has no field `{name}`"
    return Mismatch(
        "field",
        message,
        f"`{function.name}` needs a field of `{record}`",
        at,
        notes=(f"fields of `{record}`: {known}",),
    )
