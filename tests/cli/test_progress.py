"""What a person sees while a pipeline runs: plain lines, or a table on a terminal."""

import io
from datetime import UTC, datetime

from rich.console import Console

from pipesmith.cli.live import Table
from pipesmith.cli.progress import Lines
from pipesmith_runtime import PipelineError, events
from pipesmith_runtime.errors import TIMEOUT

ERROR = PipelineError(TIMEOUT, "no answer\x1b[31m within 5s")


def origin(address: str, number: int = 1) -> events.Origin:
    now = datetime(2026, 1, 31, tzinfo=UTC)
    return events.Origin("run", number, "p", address, "a.pipe", 1, 1, now, 10.0 + number)


SCRIPT = [
    events.RunStarted(origin("", 0), None),
    events.StageStarted(origin("checked", 1), "validate"),
    events.StageCompleted(origin("checked", 2), "validate", 1, 0.25),
    events.LoopStarted(origin("quotes", 3), 2),
    events.LoopIterationStarted(origin("quotes[0]", 4), 0),
    events.StageRetried(origin("quotes[0]/ask", 5), "ask", 2, 0.2, ERROR),
    events.StageCompleted(origin("quotes[0]/ask", 6), "ask", 2, 0.1, usage=events.Usage(10, 5)),
    events.LoopIterationCompleted(origin("quotes[0]", 7), 0),
    events.LoopCompleted(origin("quotes", 8), 2),
    events.StageSkipped(origin("sent", 9)),
    events.StageFailed(origin("last", 10), "last", 3, 0.5, ERROR),
]


def test_lines() -> None:
    stream = io.StringIO()
    lines = Lines(stream)
    for event in SCRIPT:
        lines(event)
    told = "TIMEOUT: no answer\\u{1b}[31m within 5s"
    assert stream.getvalue().splitlines() == [
        "    2.000s  checked: done in 0.250s",
        f"    5.000s  quotes[0]/ask: attempt 2 in 0.200s after {told}",
        "    8.000s  quotes: 2 iterations",
        "    9.000s  sent: skipped",
        f"   10.000s  last: failed at attempt 3: {told}",
    ]


def test_a_table_keeps_a_row_for_each_stage_of_the_pipeline() -> None:
    stream = io.StringIO()
    table = Table(Console(file=stream, force_terminal=True, width=100, no_color=True))
    with table:
        for event in SCRIPT:
            table(event)
    rows = {name: row.text for name, row in table.rows.items()}
    assert rows == {
        "checked": "",
        "quotes": "1/2  1 retry  15 tokens",
        "sent": "skipped",
        "last": f"{ERROR.type}: {ERROR.message}",
    }
    assert "quotes" in stream.getvalue()
    assert "\x1b[31m" not in stream.getvalue()


def test_a_row_names_the_stages_under_way_inside() -> None:
    table = Table(Console(file=io.StringIO(), force_terminal=True, width=100))
    shown: list[str] = []
    for event in (
        events.LoopStarted(origin("quotes", 1), 2),
        events.StageStarted(origin("quotes[0]/ask", 2), "ask"),
        events.StageStarted(origin("quotes[1]/ask", 3), "ask"),
        events.StageCompleted(origin("quotes[1]/ask", 4), "ask", 1, 0.1),
        events.StageFailed(origin("quotes[0]/ask", 5), "ask", 1, 0.1, ERROR),
    ):
        table(event)
        shown.append(table.rows["quotes"].text)
    assert shown == [
        "0/2",
        "0/2  quotes[0]/ask",
        "0/2  quotes[1]/ask and 1 more",
        "0/2  quotes[0]/ask",
        "0/2",
    ]
