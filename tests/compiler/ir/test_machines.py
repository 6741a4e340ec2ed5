"""A loop over states is known as a machine, and one that only looks like it is not."""

from dataclasses import replace

import pytest

from pipesmith.driver import check_source
from pipesmith.ir import json_form
from pipesmith.ir import nodes as n
from pipesmith.ir.verify import verify
from pipesmith.ir.walk import inside
from pipesmith.source import Source

PROGRAM = """
enum Step {{ first, second, done }}

function other(step: Step) -> Step = step

pipeline p(again: bool, limit: int) {{
  var step = Step.first
  while {condition} max 5 {{
    switch step {{
      case Step.first {{
        set step = Step.second
      }}
      {cases}
      case Step.done {{
      }}
    }}
    {after}
  }}
}}
"""
CONDITION = "step != Step.done"
CASES = "case Step.second { if again { set step = Step.first } else { set step = Step.done } }"


def program(condition: str = CONDITION, cases: str = CASES, after: str = "") -> n.Program:
    """Compile a loop."""
    text = PROGRAM.format(condition=condition, cases=cases, after=after)
    checked = check_source(Source("main.pipe", text), lambda path: None)
    assert checked.program is not None, [each.message for each in checked.findings]
    return checked.program


def loop_of(compiled: n.Program) -> n.While:
    """Give the loop of the pipeline."""
    return next(node for node in inside(compiled.entry.pipelines[0]) if isinstance(node, n.While))


def test_states_and_transitions_are_read_off_the_loop() -> None:
    machine = loop_of(program()).machine
    assert machine is not None
    assert (machine.variable, machine.last) == ("step", "done")
    assert machine.states == (
        n.State("first", ("second",)),
        n.State("second", ("first", "done")),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"condition": "step == Step.first"},
        {"condition": "step != Step.done and again"},
        {"cases": "case Step.second { set step = other(step) }"},
        {"cases": "case Step.second { set step = again ? Step.first : Step.done }"},
        {"after": "do log.info(message: to_string(step))"},
    ],
)
def test_another_loop_is_no_machine(changed: dict[str, str]) -> None:
    assert loop_of(program(**changed)).machine is None


def test_a_machine_survives_json() -> None:
    compiled = program()
    assert json_form.from_json(json_form.to_json(compiled)) == compiled


def test_the_verifier_refuses_states_that_are_not_those_of_the_loop() -> None:
    compiled = program()
    pipeline = compiled.entry.pipelines[0]
    (var, stage) = pipeline.body.statements
    assert isinstance(stage, n.Stage)
    loop = loop_of(compiled)
    assert loop.machine is not None
    planted = replace(loop, machine=replace(loop.machine, states=loop.machine.states[:1]))
    body = replace(pipeline.body, statements=(var, replace(stage, body=planted)))
    faulty = replace(
        compiled,
        modules=(
            replace(
                compiled.entry,
                declarations=(
                    *compiled.entry.declarations[:-1],
                    replace(pipeline, body=body),
                ),
            ),
        ),
    )
    assert [problem.message for problem in verify(faulty)] == [
        "the states of the machine are not those of its loop"
    ]
    assert verify(compiled) == ()
