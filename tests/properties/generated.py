"""Generated Python, run in virtual time with the answers that the oracle has."""

import ast
import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from itertools import count
from types import ModuleType
from typing import Any, TypeVar, get_type_hints
from unittest.mock import patch

from tests.oracle.answers import Answer, Ask, Question
from tests.oracle.ending import Failure
from tests.oracle.running import Execution
from tests.oracle.values import Rec
from tests.program import python_target

from pipesmith.diagnostics.render import render_text
from pipesmith.driver import compile_source
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import (
    ErrorKind,
    Fails,
    Outcome,
    PipelineError,
    Returns,
    Run,
    Signal,
    Signals,
    VirtualClock,
)
from pipesmith_runtime import events as e
from pipesmith_runtime.data import members
from pipesmith_runtime.hosts import resolved
from pipesmith_runtime.records import validate
from pipesmith_runtime.values import json_value

_numbers = count()

T = TypeVar("T")


class Still:
    """Randomness that moves nothing: jitter draws the middle."""

    def random(self) -> float:
        """Give the same number every time."""
        return 0.5


@dataclass(slots=True)
class Ran:
    """What a run came to; times are milliseconds since its start."""

    value: Any = None
    error: PipelineError | None = None
    took: int = 0
    executions: list[Execution] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


Change = Callable[[ast.Module], ast.Module]


def unchanged(tree: ast.Module) -> ast.Module:
    """Leave generated code as it is."""
    return tree


@contextmanager
def built(text: str, change: Change = unchanged) -> Iterator[ModuleType]:
    """Give the module that a program compiles to, as if it had been imported.

    `change` may plant a fault in it.
    """
    name = f"drawn_{next(_numbers)}"
    source = Source("main.pipe", text.replace("HOST", f"{name}_host"))
    with patch("pipesmith_targets.python.build.formatted", str):  # half of a build's time
        compiled = compile_source(source, lambda path: None, python_target(), Options())
    assert compiled.bundle is not None, render_text(compiled.findings)
    module = ModuleType(name)
    sys.modules[module.__name__] = module
    try:
        tree = ast.parse(compiled.bundle.files[compiled.bundle.entry], module.__name__)
        code = compile(change(tree), module.__name__, "exec")
        exec(code, module.__dict__)
        yield module
    finally:
        del sys.modules[module.__name__]
        resolved.cache_clear()  # which keeps the hosts, and all that their answers know


def run_watched(module: ModuleType, given: Mapping[str, Any], ask: Ask) -> Ran:
    """Run `main` with an observer, and answers in the place of components.

    `given` is its input as JSON.
    """
    ran, clock = Ran(), VirtualClock()
    watcher = Watcher(ran.executions)
    answers = _overrides(module, ask, ran.questions, clock)
    settings = Run(clock=clock, random=Still(), observer=watcher, overrides=answers)
    return _run(module, given, settings, clock, ran)


def run_alone(module: ModuleType, given: Mapping[str, Any], ask: Ask) -> Ran:
    """Run `main` with nobody watching, the quick way through a stage; host code answers, and so
    does who sends signals.
    """
    ran, clock = Ran(), VirtualClock()
    settings = Run(clock=clock, random=Still(), signals=_Sent(ask, clock, ran))
    hosts = host_module(f"{module.__name__}_host", dict(_components(module)), ask, clock, ran)
    sys.modules[hosts.__name__] = hosts
    try:
        return _run(module, given, settings, clock, ran)
    finally:
        del sys.modules[hosts.__name__]


def _run(
    module: ModuleType, given: Mapping[str, Any], settings: Run, clock: VirtualClock, ran: Ran
) -> Ran:
    entry = module.main
    try:
        ran.value = clock.run(entry(**entry.read(dict(given)), run=settings))
    except PipelineError as error:
        ran.error = error
    ran.took = milliseconds(clock.elapsed)
    return ran


def milliseconds(seconds: float) -> int:
    """Give seconds of the clock as whole milliseconds."""
    return round(seconds * 1000)


def _overrides(
    module: ModuleType, ask: Ask, questions: list[Question], clock: VirtualClock
) -> Callable[[str, str, Mapping[str, Any], int], Returns | Fails | None]:
    results = {name: _result(each) for name, each in _components(module)}
    signals = (each for each in vars(module).values() if isinstance(each, Signal))
    results |= {each.name: each.result for each in signals}

    def answer(
        address: str, component: str, given: Mapping[str, Any], attempt: int
    ) -> Returns | Fails | None:
        if component not in results and "." not in component:
            return None  # a pipeline, or a control statement with clauses
        at = milliseconds(clock.elapsed)
        question = Question(component, address, attempt, json_value(dict(given)), at)
        questions.append(question)
        return _as_override(ask(question), results.get(component))

    return answer


def _as_override(answer: Answer, result: Any) -> Returns | Fails:
    takes = answer.takes / 1000
    if answer.fails is not None:
        return Fails(PipelineError(ErrorKind(answer.fails), "refused"), takes)
    return Returns(None if result is None else validate(result, answer.gives), takes)


async def _told(
    component: str, given: Any, result: Any, ask: Ask, clock: VirtualClock, ran: Ran
) -> Any:
    """Ask for what is given at some time, or fails; nobody knows of which stage."""
    question = Question(component, "", 1, given, milliseconds(clock.elapsed))
    ran.questions.append(question)
    told = ask(question)
    await asyncio.sleep(told.takes / 1000)
    if told.fails is not None:
        raise PipelineError(ErrorKind(told.fails), "refused")
    return validate(result, told.gives)


class _Sent(Signals):
    """Sends to each stage that waits what the answers say."""

    def __init__(self, ask: Ask, clock: VirtualClock, ran: Ran) -> None:
        super().__init__()
        self.told = ask, clock, ran

    async def receive(self, signal: Signal[T], *, ends: bool) -> T:
        """Give what is sent to a stage."""
        value: T = await _told(signal.name, {}, signal.result, *self.told)
        return value


def host_module(
    name: str, components: Mapping[str, Any], ask: Ask, clock: VirtualClock, ran: Ran
) -> ModuleType:
    """Give a module of host code that answers: for each component a function of its parameters."""
    module = ModuleType(name)

    async def answer(component: str, given: Mapping[str, Any]) -> Any:
        data = json_value(dict(given))
        return await _told(component, data, _result(components[component]), ask, clock, ran)

    for component, function in components.items():
        parameters = ", ".join(function.component.parameters)
        code = f"async def {component}({parameters}): return await answer({component!r}, locals())"
        exec(code, {"answer": answer}, module.__dict__)
    return module


def _components(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Give the components that a module declares."""
    for value in vars(module).values():
        component = getattr(value, "component", None)
        if component is not None and value.__module__ == module.__name__:
            yield component.name, value


def _result(function: Any) -> Any:
    """Give the declared result of a component."""
    return get_type_hints(function, include_extras=True).get("return")


class Watcher:
    """Makes executions of events."""

    def __init__(self, executions: list[Execution]) -> None:
        self.executions = executions
        self.under_way: dict[str, Execution] = {}

    def __call__(self, event: e.Event) -> None:
        """Look at one event."""
        at = milliseconds(event.origin.monotonic)
        match event:
            case e.StageStarted(component=str()):
                self.under_way[event.address] = Execution(event.address, at, outcome="cancelled")
                self.executions.append(self.under_way[event.address])
            case e.StageCompleted(component=str(), attempt=attempt):
                self._end(event.address, attempt, "completed", at)
            case e.StageFailed(component=str(), attempt=attempt, error=error):
                cancelled = error.type == "CANCELLATION"
                self._end(event.address, attempt, "cancelled" if cancelled else "failed", at)
            case e.StageSkipped():
                self.executions.append(Execution(event.address, at, 0, "skipped", at))
            case _:
                pass

    def _end(self, address: str, attempt: int, outcome: str, at: int) -> None:
        execution = self.under_way.pop(address)
        execution.attempt, execution.outcome, execution.end = attempt, outcome, at


def plain(value: Any) -> Any:
    """Give a value in a form in which values of the oracle and of Python can be compared."""
    match value:
        case Enum():
            return str(value.value)
        case Failure() | PipelineError():
            return "error", value.type, value.code, value.stage, value.attempt
        case Rec(fields=fields):
            return {name: plain(item) for name, item in fields.items()}
        case Outcome():
            return {name: plain(getattr(value, name)) for name in ("ok", "value", "error", "index")}
        case dict():
            return "map", {str(key): plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case Decimal() | float():
            return type(value).__name__, str(value)
        case timedelta() | bool() | int() | str() | None:
            return value
        case _:
            return _plain_made(value)


def _plain_made(value: Any) -> Any:
    named = members(value)
    if named is not None:
        return {re.sub("_$", "", name): plain(item) for name, item in named.items()}
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return value
