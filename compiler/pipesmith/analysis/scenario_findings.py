"""What is said of tests and properties."""

from collections.abc import Sequence

from pipesmith.analysis.addresses import Search
from pipesmith.analysis.name_findings import quoted
from pipesmith.diagnostics import Finding, Label, Slug, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def no_stage(place: s.Name, pipeline: str, search: Search, close: str | None) -> Finding:
    """Say that an address leads nowhere, and where it ends."""
    note = f"possible here: {quoted(search.candidates)}"
    return Finding(
        codes.UNKNOWN_STAGE,
        f"no stage of `{pipeline}` has the address `{place.text}`",
        Label(place.span, f"nothing is called `{search.missing}` there"),
        notes=(note,) if search.candidates and close is None else (),
        help=Suggestion(f"write `{close}`") if close else None,
    )


def calls_nothing(slug: Slug, place: s.Name) -> Finding:
    """Say that only calls can be mocked and counted."""
    return Finding(
        slug,
        f"the stage `{place.text}` calls no component and no pipeline",
        Label(place.span, "there is no call here"),
        notes=("a control statement runs as it is written; only calls are answered and counted",),
    )


def calls_several(slug: Slug, place: s.Name) -> Finding:
    """Say that an address means calls of different things."""
    return Finding(
        slug,
        f"the stages at `{place.text}` call different components",
        Label(place.span, "means more than one component"),
        notes=("stages in different branches may have one address",),
    )


def no_signal(name: s.Text, awaited: Sequence[str]) -> Finding:
    """Say that no stage waits for what a mock would send."""
    close = nearest(name.constant or "", awaited)
    return Finding(
        codes.BAD_MOCK,
        f"no stage waits for a signal `{name.constant}`",
        Label(name.span, "nothing waits for this"),
        notes=(f"signals awaited: {quoted(awaited)}",) if awaited and close is None else (),
        help=Suggestion(f'write `"{close}"`') if close else None,
    )


def unseen(place: s.Name) -> Finding:
    """Say that no event tells of a statement."""
    return Finding(
        codes.BAD_EXPECTATION,
        f"a run does not tell of the statement `{place.text}`",
        Label(place.span, "a control statement without a name"),
        help=Suggestion(f"give it a name: `stage name = {place.text.split('#')[0]} ...`"),
    )


def without(node: s.Test | s.Property, what: str, way: str) -> Finding:
    """Say what a test or property lacks."""
    kind = "test" if isinstance(node, s.Test) else "property"
    return Finding(
        codes.BAD_TEST,
        f"the {kind} `{node.title.constant}` has no `{what}`",
        Label(node.title.span, f"no `{what}` in this {kind}"),
        help=Suggestion(way),
    )


def given_again(span: Span, first: Span) -> Finding:
    """Say that a test runs its pipeline once."""
    return Finding(
        codes.BAD_TEST,
        "a test has one `given`",
        Label(span, "a second `given`"),
        others=(Label(first, "the first one"),),
        notes=("each run needs a test of its own",),
    )


def not_drawn(node: s.Property, missing: Sequence[str]) -> Finding:
    """Say that a property leaves out inputs that have no default."""
    names = quoted(missing)
    return Finding(
        codes.BAD_TEST,
        f"the property `{node.title.constant}` does not draw {names}",
        Label(node.pipeline.span, f"has no default for {names}"),
        help=Suggestion("name it between the parentheses"),
    )


def only_in_property(span: Span, what: str) -> Finding:
    """Say that a test has nothing that is drawn."""
    return Finding(
        codes.BAD_MOCK,
        f"{what} stands in a test",
        Label(span, "only a property draws values"),
        notes=("a test says what each call gives, so that it runs the same way each time",),
    )


def says_nothing(span: Span) -> Finding:
    """Say that an outcome lacks what happens."""
    return Finding(
        codes.BAD_MOCK,
        "this outcome does not say what happens",
        Label(span, "no `returns`, `fails` or `takes`"),
    )


def reads_failed_result(span: Span, fails: Span) -> Finding:
    """Say that a run that fails has no result."""
    return Finding(
        codes.BAD_EXPECTATION,
        "`result` is read in a test of a failure",
        Label(span, "a run that fails has no result"),
        others=(Label(fails, "the run is expected to fail here"),),
    )
