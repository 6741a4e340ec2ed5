"""The Apex target: pages are built, and run by the interpreter of the tests in virtual time."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.apex.gates import missing
from tests.apexvm import Project
from tests.conformance.outcome import Outcome
from tests.conformance.pages import Answer, Case, Program, answer_for

from pipesmith.diagnostics import Severity
from pipesmith.driver import Checked, check_source, compile_program
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith.source import Source
from pipesmith.target import Bundle, Options
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.emitting import RUNTIME_TESTS
from pipesmith_targets.apex.program_names import ProgramNames

REFUSED = Path(__file__).parent / "apex_refused.json"
"""What Apex refuses of the programs on the pages."""

START = 1_767_225_600_000
"""2026-01-01T00:00:00Z, in milliseconds."""

DRIVER = """
public class ConformanceDriver implements PipelineStandIn {{
    public static String run(String input, Map<String, String> environment) {{
        PipelineRun.standIn = new ConformanceDriver();
        PipelineRun.environment = environment;
        try {{
            return {run};
        }} catch (PipelineException problem) {{
            return '{{"error":' + PipelineJson.write(problem.toJson()) + '}}';
        }}
    }}

    public Boolean answers(PipelineCall call) {{
        return ConformanceAnswers.has(call.component, call.address, call.attempt);
    }}

    public Object answer(PipelineCall call) {{
        Map<String, Object> given = (Map<String, Object>) PipelineJson.read(
            ConformanceAnswers.next(call.component, call.address, call.attempt, call.timeout)
        );
        if (given.get('names') != null) {{
            List<String> names = new List<String>();
            for (Object each : (List<Object>) given.get('names')) {{
                names.add((String) each);
            }}
            throw PipelineException.declared(names, (String) given.get('message'));
        }}
        String echoed = (String) given.get('echoes');
        return echoed == null ? given.get('returns') : call.get(echoed);
    }}

    public void reached(String address) {{
        ConformanceAnswers.reach(address);
    }}

    public void skipped(String address) {{
        ConformanceAnswers.skip(address);
    }}
}}
"""


AT_ONCE = """'{{"result":' + {pipeline}.runJson(input) + '}}'"""
AS_JOB = "JobDriver.run(input)"

JOB_DRIVER = """
public class JobDriver {{
    public static String run(String input) {{
        PipelineTestPlatform platform = PipelineTestPlatform.install();
        {pipeline}.startJson(input);
        for (Integer minutes = platform.runNext(); minutes != null; minutes = platform.runNext()) {{
            ConformanceAnswers.advance(minutes);
        }}
        PipelineJob job = platform.last;
        if (job.step.decision == PipelineStep.Move.FINISH) {{
            return '{{"result":' + job.writeResult() + '}}';
        }}
        Object error = PipelineException.restored(job.problem).toJson();
        return '{{"error":' + PipelineJson.write(error) + '}}';
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class ApexTarget:
    """Runs pages as Apex."""

    name: str = "apex"
    features: frozenset[str] = frozenset()

    @property
    def refused(self) -> Mapping[str, frozenset[str]]:
        """Give the slugs of the programs that it refuses, by page and position on it."""
        table = json.loads(REFUSED.read_text("utf-8"))
        return {place: frozenset(slugs) for place, slugs in table.items()}

    def refusals(self, program: Program) -> list[str]:
        """Give the slugs of what this target refuses in a sound program."""
        checked = check(program)
        assert checked.program is not None
        found = compile_program(checked.program, TARGET, Options(), checked.findings).findings
        return [str(each.slug) for each in found if each.severity is Severity.error]

    def run(self, program: Program, folder: Path) -> list[Outcome]:
        """Build a program, and run its cases."""
        checked = check(program)
        assert checked.program is not None
        bundle = compile_program(checked.program, TARGET, Options()).bundle
        assert bundle is not None
        require_tools()
        cases = [case for case in program.cases if case.needs <= self.features]
        return [run(bundle, checked.program, case) for case in cases]


def require_tools() -> None:
    """Skip where the parser of Apex is missing; in CI it may not be."""
    reason = missing()
    if reason:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def check(program: Program) -> Checked:
    """Check the files of a program."""

    def read(path: str) -> Source | None:
        name = path.removeprefix("./")
        return Source(name, program.files[name]) if name in program.files else None

    return check_source(Source("main.pipe", program.files["main.pipe"]), read)


_CALLS = n.ComponentCall | n.PipelineCall


@dataclass(slots=True)
class Answers:
    """Answers in place of components, counting attempts; what the page leaves out is noted."""

    case: Case
    program: n.Program
    milliseconds: int = 0
    attempts: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)

    def natives(self) -> dict[str, Any]:
        """Give what Apex calls."""
        names = ("advance", "has", "next", "skip", "reach")
        return {name: getattr(self, name) for name in names}

    def advance(self, minutes: int) -> None:
        """Let time pass between transactions."""
        self.milliseconds += minutes * 60_000

    def has(self, component: str, address: str, attempt: int) -> bool:
        """Tell whether the page answers an attempt."""
        self.attempts[address] += 1
        found = answer_for(self.case.answers, address, component, attempt)
        if found is None and component in self._declared():
            self.unanswered.append(f"{component} at {address}")
        return found is not None

    def next(self, component: str, address: str, attempt: int, timeout: int | None) -> str:
        """Give the answer to an attempt, and let its time pass."""
        found = answer_for(self.case.answers, address, component, attempt)
        assert found is not None
        takes = round(found.takes * 1000)
        if timeout is not None and takes > timeout:
            self.milliseconds += timeout
            return json.dumps({"names": ["timeout"], "message": f"`{component}` took too long"})
        self.milliseconds += takes
        return json.dumps(self._told(found))

    def skip(self, address: str) -> None:
        """Note a stage that is left out."""
        self.attempts[address] += 0

    def reach(self, address: str | None) -> None:
        """Note a stage that calls something: its arguments may fail, so that nothing is asked."""
        if address is not None and address.rpartition("/")[2] in self._calls():
            self.attempts[address] += 0

    def _calls(self) -> set[str]:
        stages = [each for each in inside(self.program) if isinstance(each, n.Stage)]
        others = {each.segment for each in stages if not isinstance(each.body, _CALLS)}
        return {each.segment for each in stages} - others

    def _told(self, found: Answer) -> dict[str, Any]:
        if found.fails is not None:
            return {"names": [*self._names(found.fails)], "message": found.message}
        return {"returns": found.returns, "echoes": found.echoes}

    def _names(self, error: str) -> Iterator[str]:
        """Give the name of an error, and those that it is a kind of."""
        yield error
        for module in self.program.modules:
            for item in module.declarations:
                if isinstance(item, n.ErrorKind) and item.name == error:
                    yield from item.ancestors

    def _declared(self) -> set[str]:
        items = [item for module in self.program.modules for item in module.declarations]
        return {item.name for item in items if isinstance(item, n.Component)}


def sources(bundle: Bundle) -> dict[str, str]:
    """Give the classes and objects of a project, as the interpreter wants them.

    The tests of the runtime are left out: they are run once, by themselves.
    """
    home, left = "force-app/main/default/", f"{RUNTIME_TESTS}/"
    given = {path: text for path, text in bundle.files.items() if not path.startswith(left)}
    files = {path.removeprefix(home): text for path, text in given.items()}
    classes = {Path(path).name: text for path, text in files.items() if path.endswith(".cls")}
    return classes | {path: files[path] for path in files if path.startswith("objects/")}


def drivers(program: n.Program, pipeline: str) -> dict[str, str]:
    """Give the classes that run a pipeline: at once, or as a job with all its transactions."""
    names, key = ProgramNames.of(program), (program.entry.name, pipeline)
    written = names.pipelines[key]
    how = AS_JOB if key in names.jobs else AT_ONCE
    found = {"ConformanceDriver.cls": DRIVER.format(run=how.format(pipeline=written))}
    if how == AS_JOB:
        found["JobDriver.cls"] = JOB_DRIVER.format(pipeline=written)
    return found


def run(bundle: Bundle, program: n.Program, case: Case) -> Outcome:
    """Run one case."""
    answers = Answers(case, program)
    driving = drivers(program, case.pipeline)
    project = Project.of(sources(bundle) | driving)
    project.native("ConformanceAnswers", answers.natives())
    project.clock = lambda: START + answers.milliseconds
    text = project.call_static(
        "ConformanceDriver", "run", json.dumps(case.input, ensure_ascii=False), dict(case.env)
    )
    outcome = json.loads(str(text))
    assert not answers.unanswered, f"nothing answers {answers.unanswered}"
    took = answers.milliseconds / 1000
    wanted = case.wanted.get("took")
    if "JobDriver.cls" in driving and wanted is not None and took > wanted:
        took = wanted  # a job waits for whole minutes: never shorter, seldom as short
    executions = dict(answers.attempts)
    return Outcome(outcome.get("result"), outcome.get("error"), executions, took)
