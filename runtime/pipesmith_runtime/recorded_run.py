"""A recorded run: what went in, what each stage came to, what came out; and its JSON form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipesmith_runtime.addresses import Address
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.problems import Problem, refusal, told
from pipesmith_runtime.reading import found

VERSION: Final = 1
"""The version of the JSON form; a file of another one is refused."""


@dataclass(frozen=True, slots=True)
class RecordedStage:
    """What the call of one stage came to: a value or an error, both as JSON.

    `redacted` says that a secret was taken out, so that the outcome cannot be given again.
    """

    value: Any = None
    error: Mapping[str, Any] | None = None
    component: str | None = None
    attempts: int = 1
    redacted: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the stage as JSON values."""
        outcome = {"value": self.value} if self.error is None else {"error": self.error}
        about = {"component": self.component, "attempts": self.attempts, **outcome}
        return about | ({"redacted": True} if self.redacted else {})


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One run; a file written by hand may hold stages alone."""

    stages: Mapping[str, RecordedStage]
    pipeline: str | None = None
    hash: str | None = None
    run_id: str | None = None
    now: str | None = None
    input: Mapping[str, Any] | None = None
    redacted: bool = False
    outcome: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the run as JSON values; `from_json` takes it back."""
        return {
            "version": VERSION,
            "pipeline": self.pipeline,
            "hash": self.hash,
            "run_id": self.run_id,
            "now": self.now,
            "input": self.input,
            **({"redacted": True} if self.redacted else {}),
            "stages": {address: stage.to_json() for address, stage in self.stages.items()},
            **self.outcome,
        }

    @classmethod
    def from_json(cls, data: Any) -> "RecordedRun":
        """Read what `to_json` wrote, or a part of it; VALIDATION names every problem."""
        problems = list(_problems(data))
        if problems:
            raise refusal(problems, of_input=True)
        about = {name: data.get(name) for name in _TEXTS}
        outcome = {name: data[name] for name in ("result", "error") if name in data}
        stages = {address: RecordedStage(**stage) for address, stage in data["stages"].items()}
        redacted = data.get("redacted", False)
        return cls(stages, **about, input=data.get("input"), redacted=redacted, outcome=outcome)


_TEXTS = ("pipeline", "hash", "run_id", "now")
_RUN = {"version", "input", "redacted", "stages", "result", "error", *_TEXTS}
_STAGE: Mapping[str, tuple[Any, str]] = {
    "value": (object, "a value"),
    "error": (dict, "object"),
    "component": ((str, type(None)), "string"),
    "attempts": (int, "int"),
    "redacted": (bool, "bool"),
}


def _problems(data: Any) -> Iterator[Problem]:
    if not isinstance(data, dict):
        yield told("$", "object", found(data))
        return
    if data.get("version") != VERSION:
        yield told("$.version", str(VERSION), found(data.get("version")))
    for name in sorted(data.keys() - _RUN):
        yield told(f"$.{name}", "no such field", found(data[name]), "unknown field")
    for name in _TEXTS:
        if not isinstance(data.get(name), str | None):
            yield told(f"$.{name}", "string", found(data[name]))
    if not isinstance(data.get("input"), dict | None):
        yield told("$.input", "object", found(data["input"]))
    if not isinstance(data.get("redacted", False), bool):
        yield told("$.redacted", "bool", found(data["redacted"]))
    if not isinstance(data.get("stages"), dict):
        yield told("$.stages", "object", found(data.get("stages")))
        return
    for address, stage in data["stages"].items():
        yield from _problems_of_stage(address, stage)


def _problems_of_stage(address: str, stage: Any) -> Iterator[Problem]:
    if Address.read(address) is None:
        yield told("$.stages", "an address", f'"{address}"')
    elif not isinstance(stage, dict):
        yield told(address, "object", found(stage))
    elif ("value" in stage) == ("error" in stage):
        yield told(address, "either `value` or `error`", "both" if "value" in stage else "neither")
    else:
        yield from _problems_of_fields(address, stage)


def _problems_of_fields(address: str, stage: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in stage.items():
        kind, wanted = _STAGE.get(name, ((), "no such field"))
        if not isinstance(value, kind):
            yield told(f"{address}.{name}", wanted, found(value))
    error = stage.get("error")
    if isinstance(error, dict):
        yield from _problems_of_error(f"{address}.error", error)


def _problems_of_error(path: str, error: Mapping[str, Any]) -> Iterator[Problem]:
    kind = error.get("type")
    if isinstance(kind, str) and kind.lower() not in _BUILT_IN:
        known = ", ".join(each.upper() for each in _BUILT_IN)
        yield told(f"{path}.type", f"one of {known}", found(kind))
        return
    try:
        read_error(error)
    except (KeyError, TypeError, AttributeError, ValueError):
        yield told(path, "an error with `type` and `message`", found(error))


def read_error(data: Mapping[str, Any]) -> PipelineError:
    """Read an error; one written by hand needs `type` and `message` alone."""
    kind = data["type"].lower()
    if kind not in _BUILT_IN or not isinstance(data["message"], str):
        raise ValueError
    code = data.get("code", kind)
    parents = [kind] if code != kind else []
    return PipelineError.from_json({"code": code, "ancestors": parents, **data})


_BUILT_IN: Final = (
    "connectivity timeout rate_limit validation transformation expression routing security "
    "execution retry_exhausted cancellation unknown"
).split()
