"""Components and their implementations -> IR."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_expressions import lower_expression, lower_optional
from pipesmith.ir.lower_fields import lower_fields
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s


def lower_component(node: s.Component, at: Lowering) -> n.Component:
    """Lower an operator or node; its clauses go into the stages that call it."""
    return n.Component(
        node.kind,
        node.name.text,
        lower_fields(node.parameters, at),
        at.read_type(node.result) if node.result is not None else None,
        tuple(_binding(binding, at) for binding in node.bindings),
        tuple(name.text for name in node.raises) if node.raises is not None else None,
        doc=node.doc,
        place=at.place(node),
    )


def _binding(binding: s.Binding, at: Lowering) -> n.Binding:
    place = at.place(binding)
    match binding:
        case s.PythonBinding(target=target, isolated=isolated):
            module, _, name = (target.constant or "").partition(":")
            return n.PythonBinding(module, name, isolated, place=place)
        case s.ApexBinding(target=target):
            return n.ApexBinding(target.constant or "", place=place)
        case s.HttpBinding():
            return _http(binding, at)
        case s.ModelBinding():
            return _model(binding, at)
        case _:
            assert_never(binding)


def _http(binding: s.HttpBinding, at: Lowering) -> n.HttpBinding:
    url = lower_expression(binding.url, at)
    auth = None
    if binding.auth is not None:
        values = tuple(lower_expression(value, at) for value in binding.auth.values)
        auth = n.Auth(binding.auth.scheme, values, place=at.place(binding.auth))
    return n.HttpBinding(
        binding.method.text,
        url if isinstance(url, n.Interpolation | n.TextValue) else _as_text(url),
        _pairs(binding, "header", at),
        _pairs(binding, "query", at),
        auth,
        lower_optional(binding.body, at),
        place=at.place(binding),
    )


def _pairs(binding: s.HttpBinding, where: str, at: Lowering) -> tuple[n.Pair, ...]:
    """Lower headers or query parts; what is no text is shown as one."""
    pairs: list[n.Pair] = []
    for pair in binding.pairs:
        if pair.place == where:
            value = lower_expression(pair.value, at)
            plain = value.type in (t.STRING, t.SECRET) or isinstance(value.type, t.LiteralType)
            pairs.append(n.Pair(pair.name.constant or "", value if plain else _as_text(value)))
    return tuple(pairs)


def _as_text(value: n.Expression) -> n.Interpolation:
    return n.Interpolation((value,), type=t.STRING, place=value.place)


def _model(binding: s.ModelBinding, at: Lowering) -> n.ModelBinding:
    values = {each.name.text: lower_expression(each.value, at) for each in binding.settings}
    model, prompt = values.pop("model"), values.pop("prompt")
    system, repair = values.pop("system", None), values.pop("repair", None)
    return n.ModelBinding(
        model,
        prompt,
        system,
        repair.value if isinstance(repair, n.IntValue) else 0,
        tuple(n.Pair(name, value) for name, value in values.items()),
        place=at.place(binding),
    )
