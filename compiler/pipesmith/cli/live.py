"""What a person sees while a pipeline runs, on a terminal: one row a stage, kept up to date.

Needs rich, which the extra `live` installs; without it, plain lines do.
"""

from dataclasses import dataclass, field
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from pipesmith.cli.progress import is_top
from pipesmith.diagnostics.render_cells import plain
from pipesmith_runtime import events

FRAMES_A_SECOND = 8


@dataclass(slots=True)
class Row:
    """What is known of one stage of the pipeline itself.

    `inside` holds the addresses of the stages under way in it, in the order in which they started.
    """

    task: TaskID
    iterations: int = 0
    expected: int | None = None
    retries: int = 0
    tokens: int = 0
    words: str = ""
    inside: dict[str, None] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Give the row's second column."""
        parts = [self.words]
        if self.iterations or self.expected is not None:
            parts.append(f"{self.iterations}/{'?' if self.expected is None else self.expected}")
        if self.retries:
            parts.append(f"{self.retries} {'retry' if self.retries == 1 else 'retries'}")
        if self.tokens:
            parts.append(f"{self.tokens} tokens")
        parts.append(self.under_way)
        return "  ".join(part for part in parts if part)

    @property
    def under_way(self) -> str:
        """Name the stage inside that started last, and count the others."""
        if not self.inside:
            return ""
        more = f" and {len(self.inside) - 1} more" if len(self.inside) > 1 else ""
        return f"{next(reversed(self.inside))}{more}"


@dataclass
class Table:
    """An observer that keeps a table; use it as a context."""

    console: Console
    rows: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._progress = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.fields[name]}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[text]}", markup=False),
            console=self.console,
        )
        self._live = Live(self._progress, console=self.console, refresh_per_second=FRAMES_A_SECOND)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def __call__(self, event: events.Event) -> None:
        """Take one event, from any thread."""
        if event.address:
            with self._lock:
                self._take(event, self._row(event.address))

    def _row(self, address: str) -> Row:
        """Give the row of the outermost stage of an address."""
        name = address.split("/", 1)[0].split("[", 1)[0]
        if name not in self.rows:
            task = self._progress.add_task("", total=1, name=plain(name), text="")
            self.rows[name] = Row(task)
        return self.rows[name]

    def _take(self, event: events.Event, row: Row) -> None:
        top = is_top(event.address)
        if not top:
            _note_inside(event, row)
        match event:
            case events.LoopStarted(count=count) if top:
                row.expected = count
            case events.LoopIterationCompleted() if event.address.count("/") == 0:
                row.iterations += 1
            case events.StageRetried():
                row.retries += 1
            case events.StageCompleted(usage=usage):
                row.tokens += usage.total_tokens if usage else 0
            case events.StageFailed(error=error):
                row.words = f"{error.type}: {error.message}" if top else row.words
            case events.StageSkipped() if top:
                row.words = "skipped"
            case _:
                pass
        self._progress.update(row.task, text=plain(row.text), completed=int(_ends(event) and top))

    def note(self, text: str) -> None:
        """Print a line above the table."""
        self.console.print(Text(plain(text)))


def _note_inside(event: events.Event, row: Row) -> None:
    """Note that a stage inside of a row began or ended."""
    if isinstance(event, events.StageStarted):
        row.inside[event.address] = None
    elif _ends(event):
        row.inside.pop(event.address, None)


def _ends(event: events.Event) -> bool:
    return isinstance(
        event,
        events.StageCompleted | events.StageFailed | events.StageSkipped | events.LoopCompleted,
    )
