"""Findings as text: the examples of the style guide to the byte, and hostile sources."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith.diagnostics import Edit, Finding, Findings, Label, Slug, Suggestion
from pipesmith.diagnostics.codes import Severity
from pipesmith.diagnostics.render import render_text
from pipesmith.diagnostics.render_cells import lay_out, plain
from pipesmith.diagnostics.render_paint import wants_colour
from pipesmith.source import NOWHERE, Source, Span

SLUG = Slug("some-slug", "Something is wrong")


def place(source: Source, text: str, nth: int = 0) -> Span:
    """Find the nth occurrence of a text."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(text, start + 1)
    return source.span(start, start + len(text))


def shown(finding: Finding, *sources: Source) -> str:
    findings = Findings({source.path: source for source in sources})
    findings.add([finding])
    return render_text(findings)


def test_a_misspelt_stage() -> None:
    source = Source(
        "qualify.pipe",
        "pipeline qualify(lead_id: Text) -> Verdict {\n"
        '  stage fetch  = http.get("/leads/{{ lead_id }}")\n'
        "  stage enrich = clearbit.lookup(fetch.email)\n"
        "  stage decide = rules.score(fetch, enrch)\n"
        "}\n",
    )
    wrong = place(source, "enrch")
    finding = Finding(
        Slug("unknown-stage", "A stage that does not exist"),
        "no stage is named `enrch`",
        Label(wrong, "not a stage of `qualify`"),
        (Label(place(source, "enrich"), "`enrich` is defined here"),),
        ("stages in scope here: `fetch`, `enrich`",),
        Suggestion("write `enrich`", (Edit(wrong, "enrich"),)),
    )
    assert shown(finding, source) == (
        "error[unknown-stage]: no stage is named `enrch`\n"
        " --> qualify.pipe:4:37\n"
        "  |\n"
        "3 |   stage enrich = clearbit.lookup(fetch.email)\n"
        "  |         ------ `enrich` is defined here\n"
        "4 |   stage decide = rules.score(fetch, enrch)\n"
        "  |                                     ^^^^^ not a stage of `qualify`\n"
        "  |\n"
        "  = help: write `enrich`\n"
        "  = note: stages in scope here: `fetch`, `enrich`\n"
    )


def test_a_cycle() -> None:
    source = Source(
        "qualify.pipe",
        "pipeline qualify(lead_id: Text) {\n"
        "  stage fetch  = crm.load(lead_id, score.band)\n"
        "  stage enrich = clearbit.lookup(fetch.email)\n"
        "  stage score  = rules.score(fetch, enrich)\n"
        "}\n",
    )
    finding = Finding(
        Slug("stage-cycle", "Stages that wait for each other"),
        "three stages wait for each other: `fetch`, `score`, `enrich`",
        Label(place(source, "score.band"), "`fetch` waits for `score`"),
        (
            Label(place(source, "fetch.email"), "`enrich` waits for `fetch`"),
            Label(place(source, "enrich", 1), "`score` waits for `enrich`"),
        ),
        (
            "`fetch` waits for `score`, which waits for `enrich`, which waits for `fetch`",
            "a stage starts when every stage it names has finished; none of these can start",
        ),
        Suggestion(
            "take one arrow away; `fetch` reads only `score.band`, which could be an input of the "
            "pipeline instead"
        ),
    )
    assert shown(finding, source) == (
        "error[stage-cycle]: three stages wait for each other: `fetch`, `score`, `enrich`\n"
        " --> qualify.pipe:2:36\n"
        "  |\n"
        "2 |   stage fetch  = crm.load(lead_id, score.band)\n"
        "  |                                    ^^^^^^^^^^ `fetch` waits for `score`\n"
        "3 |   stage enrich = clearbit.lookup(fetch.email)\n"
        "  |                                  ----------- `enrich` waits for `fetch`\n"
        "4 |   stage score  = rules.score(fetch, enrich)\n"
        "  |                                     ------ `score` waits for `enrich`\n"
        "  |\n"
        "  = note: `fetch` waits for `score`, which waits for `enrich`, which waits for `fetch`\n"
        "  = note: a stage starts when every stage it names has finished; none of these can start\n"
        "  = help: take one arrow away; `fetch` reads only `score.band`, which could be an input\n"
        "    of the pipeline instead\n"
    )


def test_a_mismatch_shows_a_table_and_code() -> None:
    source = Source(
        "qualify.pipe",
        "\n\n\n\n"
        "  stage fetch  : Lead    = crm.load(lead_id)\n"
        "  stage decide : Verdict = rules.score(fetch)\n",
    )
    finding = Finding(
        Slug("type-mismatch", "A value of another type"),
        "`rules.score` takes an `Account`, but `fetch` produces a `Lead`",
        Label(place(source, "fetch", 1), "this is a `Lead`"),
        (Label(place(source, ": Lead "), "declared `Lead` here"),),
        (
            (
                "a `Lead` differs from an `Account` in two fields\n"
                "  employees   Int?     expected Int\n"
                "  domain      missing  expected Text"
            ),
        ),
        Suggestion(
            "put a stage between them that fills both fields, for example\n"
            "  stage account : Account = { ...fetch, employees: fetch.employees ?? 0, ... }"
        ),
    )
    assert shown(finding, source) == (
        "error[type-mismatch]: `rules.score` takes an `Account`, but `fetch` produces a `Lead`\n"
        " --> qualify.pipe:6:40\n"
        "  |\n"
        "5 |   stage fetch  : Lead    = crm.load(lead_id)\n"
        "  |                ------- declared `Lead` here\n"
        "6 |   stage decide : Verdict = rules.score(fetch)\n"
        "  |                                        ^^^^^ this is a `Lead`\n"
        "  |\n"
        "  = note: a `Lead` differs from an `Account` in two fields\n"
        "      employees   Int?     expected Int\n"
        "      domain      missing  expected Text\n"
        "  = help: put a stage between them that fills both fields, for example\n"
        "      stage account : Account = { ...fetch, employees: fetch.employees ?? 0, ... }\n"
    )


def test_two_labels_on_one_line() -> None:
    source = Source(
        "qualify.pipe",
        'pipeline qualify {\n  stage fetch = http.get("/leads/{{ lead_id }?full=1")\n',
    )
    opened = place(source, "{{")
    finding = Finding(
        Slug("template-unclosed", "A template that is never closed"),
        "this `{{` is never closed",
        Label(opened, "opened here"),
        (Label(place(source, "}"), "a single `}` does not close it"),),
        ('to put a literal `{{` in the text, write `{{ "{{" }}`',),
        Suggestion("write `}}`", (Edit(place(source, "}"), "}}"),)),
    )
    assert shown(finding, source) == (
        "error[template-unclosed]: this `{{` is never closed\n"
        " --> qualify.pipe:2:34\n"
        "  |\n"
        '2 |   stage fetch = http.get("/leads/{{ lead_id }?full=1")\n'
        "  |                                             - a single `}` does not close it\n"
        "  |                                  ^^ opened here\n"
        "  |\n"
        "  = help: write `}}`\n"
        '  = note: to put a literal `{{` in the text, write `{{ "{{" }}`\n'
    )


def test_far_lines_are_left_out_and_a_gap_of_one_is_filled() -> None:
    source = Source("a.pipe", "\n".join(f"line{number}" for number in range(1, 13)))
    finding = Finding(
        SLUG,
        "three places",
        Label(place(source, "line12"), "main"),
        (Label(place(source, "line2"), "second"), Label(place(source, "line4"), "fourth")),
    )
    assert shown(finding, source) == (
        "error[some-slug]: three places\n"
        "  --> a.pipe:12:1\n"
        "   |\n"
        " 2 | line2\n"
        "   | ----- second\n"
        " 3 | line3\n"
        " 4 | line4\n"
        "   | ----- fourth\n"
        "...\n"
        "12 | line12\n"
        "   | ^^^^^^ main\n"
    )


def test_a_span_of_several_lines_has_two_ends() -> None:
    source = Source("a.pipe", "stage x = foreach a in b {\n  yield a\n\n  // more\n}\n")
    finding = Finding(SLUG, "too long", Label(source.span(10, source.text.index("}") + 1), "all"))
    assert shown(finding, source) == (
        "error[some-slug]: too long\n"
        " --> a.pipe:1:11\n"
        "  |\n"
        "1 | stage x = foreach a in b {\n"
        "  |           ^^^^^^^^^^^^^^^^ all\n"
        "...\n"
        "5 | }\n"
        "  | ^ ... to here\n"
    )


def test_a_span_that_ends_with_the_line_break_is_one_line() -> None:
    source = Source("a.pipe", "abc\ndef\n")
    assert "  |  ^^ x\n" in shown(Finding(SLUG, "m", Label(source.span(1, 4), "x")), source)


def test_labels_in_another_file() -> None:
    here = Source("a.pipe", 'import { Lead } from "./b.pipe"\n')
    there = Source("b.pipe", "\nrecord Lad { }\n")
    finding = Finding(
        SLUG,
        "no `Lead` there",
        Label(place(here, "Lead"), "not in `b.pipe`"),
        (Label(place(there, "Lad"), "`Lad` is declared here"),),
        ("a note",),
    )
    assert shown(finding, here, there) == (
        "error[some-slug]: no `Lead` there\n"
        " --> a.pipe:1:10\n"
        "  |\n"
        '1 | import { Lead } from "./b.pipe"\n'
        "  |          ^^^^ not in `b.pipe`\n"
        "  |\n"
        " ::: b.pipe:2:8\n"
        "  |\n"
        "2 | record Lad { }\n"
        "  |        --- `Lad` is declared here\n"
        "  |\n"
        "  = note: a note\n"
    )


@pytest.mark.parametrize(
    ("line", "underline"),
    [
        ("\tlet X", "        ^"),
        ("ab\tX", "    ^"),
        ('"日本" X', "       ^"),
        ("e\u0301e\u0301 X", "   ^"),
        ("\u202eX", "        ^"),
        ("X", "^"),
        ("", "^"),
    ],
)
def test_carets_stand_under_what_they_mean(line: str, underline: str) -> None:
    source = Source("a.pipe", line)
    at = line.find("X") if "X" in line else 0
    rows = shown(Finding(SLUG, "m", Label(source.span(at, at + 1), "")), source).splitlines()
    assert rows[-1] == f"  | {underline}"


def test_a_label_at_the_very_end_gets_a_caret() -> None:
    source = Source("a.pipe", "abc\n")
    rows = shown(Finding(SLUG, "m", Label(source.span(4, 4), "file ends here")), source)
    assert rows.endswith(" --> a.pipe:2:1\n  |\n2 |\n  | ^ file ends here\n")


def test_a_very_long_line_is_cut_around_its_mark() -> None:
    source = Source("a.pipe", "a" * 5_000 + "X" + "b" * 5_000)
    rows = shown(Finding(SLUG, "m", Label(place(source, "X"), "here")), source).splitlines()
    assert max(map(len, rows)) < 200
    assert rows[-2][rows[-1].index("^")] == "X"


def test_a_finding_without_a_place_has_no_frame() -> None:
    finding = Finding(SLUG, "the folder is empty", Label(NOWHERE, ""), (), ("a fact",))
    assert shown(finding) == "error[some-slug]: the folder is empty\n  = note: a fact\n"


def test_a_file_that_was_never_read_is_named() -> None:
    assert shown(Finding(SLUG, "m", Label(Span("gone.pipe", 0, 1), ""))) == (
        "error[some-slug]: m\n --> gone.pipe\n"
    )


def test_code_in_backticks_is_never_broken() -> None:
    code = "`stage account = " + "x" * 60 + " fallback null`"
    text = shown(Finding(SLUG, "m", Label(NOWHERE, ""), (), (f"a fact about {code} and more",)))
    assert code in text


def test_findings_come_in_source_order_with_an_empty_line_between() -> None:
    source = Source("a.pipe", "a b")
    findings = Findings({"a.pipe": source})
    warning = Slug("later", "Later", Severity.warning)
    findings.add([Finding(warning, "two", Label(source.span(2, 3), "b"))])
    findings.add([Finding(SLUG, "one", Label(source.span(0, 1), "a"))])
    text = render_text(findings)
    assert text.index("error[some-slug]: one") < text.index("\n\nwarning[later]: two")


def test_colour_changes_nothing_but_colour() -> None:
    source = Source("a.pipe", "a b")
    findings = Findings({"a.pipe": source})
    findings.add([Finding(SLUG, "one", Label(source.span(0, 1), "a"), (), ("n",))])
    coloured = render_text(findings, color=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == render_text(findings)
    assert coloured != render_text(findings)


@given(text=st.text(), name=st.text(), start=st.integers(0, 40), length=st.integers(0, 40))
def test_nothing_in_a_source_can_steer_a_terminal(
    text: str, name: str, start: int, length: int
) -> None:
    source = Source("a.pipe", text)
    span = source.span(min(start, len(text)), min(start + length, len(text)))
    finding = Finding(SLUG, name, Label(span, name), (), (name,), Suggestion(name))
    for char in shown(finding, source):
        assert char == "\n" or plain(char) == char


@given(st.text(alphabet=st.characters(exclude_characters="\n")))
def test_cells_count_what_is_shown(line: str) -> None:
    cells = lay_out(line)
    assert len(cells.pieces) == len(line)
    assert list(cells.starts) == sorted(cells.starts)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (True, {"FORCE_COLOR": "0"}, False),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_when_colour_is_wanted(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    stream = Terminal() if terminal else io.StringIO()
    assert wants_colour(stream, environment) is wanted
