"""What a variable would only hand on is put where it goes."""

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.handing import handed_on
from pipesmith_targets.apex.tidying import Lines

WORK, KNOWN = ax.call("work"), ax.Name("known")


def handed(*between: ax.Statement, type_: str = "Long", then: Lines = ()) -> Lines:
    """Give what becomes of a variable whose value another takes, in a block."""
    inner = (ax.Declare(type_, "own", WORK), *between, ax.Assign(KNOWN, ax.Name("own")), *then)
    outer = (ax.Declare("Long", "known", ax.NULL), ax.If(((ax.TRUE, inner),)))
    chosen = handed_on(outer, {})[1]
    assert isinstance(chosen, ax.If)
    return chosen.arms[0][1]


def test_a_value_is_put_where_it_goes() -> None:
    assert handed() == (ax.Assign(KNOWN, WORK),)


def test_a_variable_that_is_read_again_stays() -> None:
    assert len(handed(then=(ax.Return(ax.Name("own")),))) == 3


def test_a_variable_of_another_type_stays() -> None:
    assert len(handed(type_="Integer")) == 2


def test_what_stands_between_keeps_a_variable() -> None:
    assert len(handed(ax.Evaluate(ax.call("PipelineRun.at", ax.NULL)))) == 3


def test_fields_and_what_is_not_declared_keep_a_variable() -> None:
    lines = (ax.Declare("Long", "own", WORK), ax.Assign(ax.Name("state.known"), ax.Name("own")))
    assert handed_on(lines, {"known": "Long"}) == lines
