"""Choices between ways, and loops that only a jump ends."""

from typing import TYPE_CHECKING

from pipesmith.importing.expressions.coercing import negated
from pipesmith.importing.structuring.shapes import Arm, Choose, Endless
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.blocks import Block
from pipesmith.importing.workflows.endings import Ending
from pipesmith.importing.workflows.moments import Moment
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.workflows.writer import Writer

TURNS = 1_000
"""So often a loop without a bound of its own goes round before it fails."""


class ChoiceWriter:
    """Writes `if`, `switch` and `while`."""

    def __init__(self, writer: "Writer") -> None:
        self._writer = writer

    def write(self, shape: Choose, block: Block, ending: Ending) -> None:
        """Write an `if` or a `switch`, as the node at the choice asks."""
        point, arms = shape.point, shape.arms
        moment = self._writer.moment(point, block)
        act = self._writer.nodes[point].act
        self._writer.passes(point, block)
        self._writer.keep(point, block)
        body: n.If | n.Switch | None
        match act:
            case a.Decide():
                body = self._if(act, arms, moment, block, ending)
            case a.Switch():
                body = self._switch(act, arms, moment, block, ending)
            case _:
                raise AssertionError(act)
        if body is not None:
            block.add(
                n.Control(body, doc=self._writer.doc_of(point)), self._writer.reading.word(point)
            )

    def _if(
        self,
        act: a.Decide,
        arms: tuple[Arm, ...],
        moment: Moment,
        block: Block,
        ending: Ending,
    ) -> n.If | None:
        tests = {label: test(moment) if test else None for label, test in act.tests.items()}
        blocks = {arm.label: self._arm(arm, block, ending) for arm in arms}
        taken = [(test, blocks[label]) for label, test in tests.items() if test is not None]
        otherwise = next((blocks[label] for label, test in tests.items() if test is None), None)
        otherwise = otherwise if otherwise is not None and otherwise.statements else None
        while taken and not taken[-1][1].statements and otherwise is None:
            taken.pop()
        if len(taken) == 1 and not taken[0][1].statements and otherwise is not None:
            return n.If(((negated(taken[0][0]), otherwise),))
        return n.If(tuple(taken), otherwise) if taken else None

    def _switch(
        self,
        act: a.Switch,
        arms: tuple[Arm, ...],
        moment: Moment,
        block: Block,
        ending: Ending,
    ) -> n.Switch:
        subject = act.subject(moment).code
        blocks = {arm.label: self._arm(arm, block, ending) for arm in arms}
        cases = tuple(
            n.Case(values, blocks[label])
            for label, values in act.cases.items()
            if values is not None
        )
        last = next((blocks[each] for each, values in act.cases.items() if values is None), None)
        return n.Switch(subject, cases, last if last is not None and last.statements else None)

    def _arm(self, arm: Arm, block: Block, ending: Ending) -> n.Block:
        inner = block.inner()
        self._writer.shapes(arm.body, inner, ending)
        return inner.finish(self._writer.reading.names)

    def endless(self, shape: Endless, block: Block, ending: Ending) -> None:
        """Write a loop that a jump ends; if that comes first, as its condition."""
        inner = block.inner()
        self._writer.shapes(shape.body, inner, ending)
        body = inner.finish(self._writer.reading.names)
        condition: n.Expression = n.BoolLiteral(True)
        if body.statements and (left := _left_at_once(body.statements[0])) is not None:
            condition, body = negated(left), n.Block(body.statements[1:])
        block.add(n.Control(n.While(condition, n.IntLiteral(TURNS), body)))
        title = self._writer.nodes[shape.header].title
        self._writer.tell_bound(
            shape.header, f"a way leads back to `{title}` without a bound", TURNS
        )


def _left_at_once(statement: n.Statement) -> n.Expression | None:
    """Give the condition under which a statement leaves the loop, if it does nothing else."""
    match statement:
        case n.Control(
            body=n.If(arms=((condition, n.Block(statements=(n.Break(),))),), otherwise=None),
            clauses=(),
        ):
            return condition
        case _:
            return None
