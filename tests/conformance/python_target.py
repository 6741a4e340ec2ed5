"""The Python target: pages are compiled, imported, and run in virtual time."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints
from unittest.mock import patch

from tests.conformance.outcome import Outcome
from tests.conformance.pages import Answer, Case, Program, answer_for
from tests.program import python_target

from pipesmith.diagnostics import Severity
from pipesmith.driver import Compiled, compile_source
from pipesmith.source import Source
from pipesmith.target import Bundle, Options
from pipesmith_runtime import (
    ErrorKind,
    Fails,
    PipelineError,
    Returns,
    Run,
    Signal,
    VirtualClock,
    components,
)
from pipesmith_runtime import events as e
from pipesmith_runtime.records import validate


@dataclass(frozen=True, slots=True)
class PythonTarget:
    """Runs pages as Python, built with some options."""

    options: Options = field(default_factory=Options)
    name: str = "python"
    features: frozenset[str] = frozenset({"concurrency", "seconds", "signal"})
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def refusals(self, program: Program) -> list[str]:
        """Give the slugs of what this target refuses in a sound program."""
        found = compiled(program, self.options).findings
        return [str(each.slug) for each in found if each.severity is Severity.error]

    def run(self, program: Program, folder: Path) -> list[Outcome]:
        """Build a program in a folder, and run its cases."""
        bundle = compiled(program, self.options).bundle
        assert bundle is not None
        cases = [case for case in program.cases if case.needs <= self.features]
        with imported(bundle, folder) as module:
            return [run(module, case) for case in cases]


def compiled(program: Program, options: Options) -> Compiled:
    """Compile the files of a program; formatting, half of a build's time, is left out."""

    def read(path: str) -> Source | None:
        name = path.removeprefix("./")
        return Source(name, program.files[name]) if name in program.files else None

    source = Source("main.pipe", program.files["main.pipe"])
    with patch("pipesmith_targets.python.build.formatted", str):
        return compile_source(source, read, python_target(), options)


@contextmanager
def imported(bundle: Bundle, folder: Path) -> Iterator[ModuleType]:
    """Give the module that a bundle's entry becomes; afterwards it is as if it never was."""
    for path, text in bundle.files.items():
        (folder / path).write_text(text, "utf-8")
    before = {*sys.modules}
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield import_module(Path(bundle.entry).stem)
    finally:
        sys.path.remove(str(folder))
        for name in {Path(path).stem for path in bundle.files} - before:
            sys.modules.pop(name, None)


class Middle:
    """Randomness that moves nothing: jitter draws the middle."""

    def random(self) -> float:
        """Give the same number every time."""
        return 0.5


@dataclass(frozen=True, slots=True)
class Components:
    """Answers in place of components, counting attempts; what the page leaves out is noted."""

    module: ModuleType
    case: Case
    attempts: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)

    def answer(
        self, address: str, component: str, given: Mapping[str, Any], attempt: int
    ) -> Returns | Fails | None:
        """Answer one attempt; None lets standard components, pipelines and blocks really run."""
        if not component:
            return None
        self.attempts[address] += 1
        found = answer_for(self.case.answers, address, component, attempt)
        if found is not None:
            return self._override(found, component, given)
        if component in self._results():
            self.unanswered.append(f"{component} at {address}")
        return None

    def _override(self, found: Answer, component: str, given: Mapping[str, Any]) -> Returns | Fails:
        if found.fails is not None:
            return Fails(PipelineError(self._kind(found.fails), found.message), found.takes)
        value = found.returns if found.echoes is None else given[found.echoes]
        result = self._result(component)
        return Returns(None if result is None else validate(result, value), found.takes)

    def _results(self) -> dict[str, Any]:
        """Give the declared result of each component and signal of the program."""
        signals = [each for each in vars(self.module).values() if isinstance(each, Signal)]
        marked = [each for each in vars(self.module).values() if hasattr(each, "component")]
        own = [each for each in marked if not each.__module__.startswith("pipesmith_runtime")]
        hints = {each.component.name: get_type_hints(each, include_extras=True) for each in own}
        results = {name: found.get("return") for name, found in hints.items()}
        return results | {each.name: each.result for each in signals}

    def _result(self, component: str) -> Any:
        """Give the result of any component, one of the standard ones too."""
        known = getattr(components, component.replace(".", "_"), None)
        if known is not None:
            return get_type_hints(known, include_extras=True)["return"]
        return self._results().get(component)

    def _kind(self, name: str) -> ErrorKind:
        """Give an error that the program declares, or a built-in one."""
        kinds = [each for each in vars(self.module).values() if isinstance(each, ErrorKind)]
        return next((kind for kind in kinds if kind.name == name), ErrorKind(name))

    def watch(self, event: e.Event) -> None:
        """Note what begins or is skipped without an attempt."""
        match event:
            case e.StageSkipped() | e.StageStarted(component=str()):
                self.attempts[event.address] += 0
            case _:
                pass


def run(module: ModuleType, case: Case) -> Outcome:
    """Run one case."""
    components, clock = Components(module, case), VirtualClock()
    settings = Run(
        clock=clock,
        random=Middle(),
        env=case.env,
        secrets=case.secrets,
        observer=components.watch,
        overrides=components.answer,
    )
    pipeline, result, error = getattr(module, case.pipeline), None, None
    try:
        given = pipeline.read(case.input)
        result = pipeline.write(clock.run(pipeline(**given, run=settings)))
    except PipelineError as failure:
        error = failure.to_json()
    assert not components.unanswered, f"nothing answers {components.unanswered}"
    return Outcome(result, error, dict(components.attempts), clock.elapsed)
