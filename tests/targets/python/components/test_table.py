"""The compiler, the target and the runtime say the same of every standard component."""

import inspect
from typing import Any, get_type_hints

import pytest
from tests.compiler.analysis.analysed import analyse, body, lowered

from pipesmith.analysis.standard import STANDARD_COMPONENTS, StandardComponent
from pipesmith.ir import nodes as n
from pipesmith.types import BUILT_IN_RECORDS, NominalType
from pipesmith_runtime import components
from pipesmith_runtime.roles import component_of
from pipesmith_targets.python.standard import STANDARD

EACH = pytest.mark.parametrize("known", STANDARD_COMPONENTS.values(), ids=STANDARD_COMPONENTS)
WRITTEN: dict[str, Any] = {
    "null": None, "{}": {}, "[]": [], "false": False, "0": 0, "0.7": 0.7, '"default"': "default"
}  # fmt: skip
REQUIRED = inspect.Parameter.empty


def constant(node: n.Expression | None) -> Any:
    match node:
        case None:
            return REQUIRED
        case n.MapValue():
            return {}
        case n.Collection():
            return []
        case n.NullValue():
            return None
        case _:
            return node.value  # type: ignore[union-attr]


def signature(known: StandardComponent) -> inspect.Signature:
    return inspect.signature(getattr(components, STANDARD[known.name].function))


def test_all_three_know_the_same_components() -> None:
    functions = [component_of(getattr(components, name)) for name in components.__all__]
    names = {function.name for function in functions if function is not None}
    assert names == STANDARD_COMPONENTS.keys() == STANDARD.keys()


@EACH
def test_the_target_takes_what_the_compiler_checks(known: StandardComponent) -> None:
    fields = STANDARD[known.name].parameters
    checked = [(each.name, each.type) for each in known.parameters]
    assert [(each.name, each.type) for each in fields] == checked
    defaults = [REQUIRED if p.default is None else WRITTEN[p.default] for p in known.parameters]
    assert [constant(each.default) for each in fields] == defaults


@EACH
def test_the_runtime_takes_what_the_target_gives(known: StandardComponent) -> None:
    own = dict(signature(known).parameters)
    own.pop("run")
    assert list(own) == [each.name for each in known.parameters]
    written = {each.name: each.default for each in known.parameters}
    shared = {**WRITTEN, "{}": None, "[]": None}  # no list or map stands where it can be changed
    assert {name: each.default for name, each in own.items()} == {
        name: REQUIRED if default is None else shared[default] for name, default in written.items()
    }


@EACH
def test_each_has_its_role_and_a_sentence(known: StandardComponent) -> None:
    component = component_of(getattr(components, STANDARD[known.name].function))
    assert component is not None
    assert component.role == known.role
    assert known.doc.endswith(".")


@EACH
def test_records_have_the_same_members(known: StandardComponent) -> None:
    if isinstance(known.result, NominalType):
        record = getattr(components, known.result.name)
        names = tuple(name for name, _ in BUILT_IN_RECORDS[known.result.name])
        assert names == tuple(get_type_hints(record))


def test_a_node_has_a_minute_and_an_operator_half_of_it() -> None:
    program = lowered('pipeline p() { do llm.generate(task: "x") do state.get(key: "x") }')
    timeouts = [each.policies.timeout for each in body(program) if isinstance(each, n.Stage)]
    assert [each.milliseconds for each in timeouts if isinstance(each, n.DurationValue)] == [
        60_000,
        30_000,
    ]


@pytest.mark.parametrize(
    ("call", "idle"),
    [
        ('file.read(path: "x")', "rate_limit"),
        ('state.get(key: "x")', "execution"),
        ('filter.items(items: [], condition: "a")', "connectivity"),
    ],
)
def test_an_error_that_cannot_happen_is_caught_in_vain(call: str, idle: str) -> None:
    text = f"pipeline p() {{ try {{ do {call} }} catch {idle} {{ }} }}"
    assert analyse(text).slugs == ["idle-catch"]
    assert analyse(text.replace(idle, "validation")).slugs == []
