"""Whole programs that use standard components, compiled and run beside a project file."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.program import imported

from pipesmith_runtime import PipelineError, Run
from pipesmith_runtime.events import Event


@dataclass
class Ran:
    """What a run came to: the result as JSON or the error, and the events."""

    value: Any = None
    error: PipelineError | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def failed(self) -> PipelineError:
        """Give the error; there must be one."""
        assert self.error is not None, f"the run gave {self.value!r}"
        return self.error

    @property
    def told(self) -> str:
        """Give all that leaves the run but its result: events and error, as text."""
        error = self.error.to_json() if self.error else None
        notes = getattr(self.error, "__notes__", [])
        return json.dumps([[event.to_json() for event in self.events], error, notes], default=str)


def ran(
    text: str,
    folder: Path,
    project: str = "",
    given: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Ran:
    """Run the pipeline `p` of a program; the project file stands in the folder."""
    (folder / "pipesmith.toml").write_text(project, "utf-8")
    with imported(text, folder) as (module, _):
        return run(module.p, folder, given, **settings)


def run(pipeline: Any, folder: Path, given: Mapping[str, Any] | None, **settings: Any) -> Ran:
    """Run a pipeline; failures are kept, not raised."""
    ended = Ran()
    config = folder / "pipesmith.toml"
    how = {"observer": ended.events.append, "record_values": True, "config": config, **settings}
    try:
        values = pipeline.read(given or {})
        ended.value = pipeline.write(asyncio.run(pipeline(**values, run=Run(**how))))
    except PipelineError as error:
        ended.error = error
    return ended
