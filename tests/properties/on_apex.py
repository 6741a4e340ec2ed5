"""One drawn program through the oracle and through generated Apex.

Apex does one thing at a time, and waits for whole minutes. So every answer takes a millisecond and
depends on its stage alone, and delays are taken out of programs before they are run on either side.
What the first to come decides (`parallel any`, `parallel 2 of`) is not compared, nor is a named
`wait`.
"""

import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.apexvm import Project
from tests.conformance.apex_target import START, Answers, check, drivers, sources
from tests.conformance.pages import Case as Run
from tests.conformance.pages import Program as Page
from tests.oracle.answers import KINDS, Answer, Drawing, Question
from tests.oracle.answers import Answers as Drawn
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Program, checked
from tests.oracle.values import to_json
from tests.properties.comparing import Case, Disagreement, inputs

from pipesmith.diagnostics import Severity
from pipesmith.driver import compile_program
from pipesmith.ir import nodes as n
from pipesmith.target import Bundle, Options
from pipesmith_targets.apex import TARGET

_DELAYS = (r"\s*backoff \w+\((?:[^()]|\([^()]*\))*\)", r"\s*jitter [\d.]+", r"(?m)^\s*wait .*$")
_FIRST = re.compile(r"parallel (any|\d+ of)|= wait ")
_BINDING = re.compile(r'python "[^"]*"')


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers that depend on the stage and the attempt alone, and take a millisecond."""

    program: Program
    seed: int
    failing: int

    def __call__(self, question: Question) -> Answer:
        """Answer an attempt."""
        if "." in question.component:
            return Answer(0)
        key = f"{self.seed} {question.component} {question.address} {question.attempt}"
        random = Random(key)
        if random.randrange(100) < self.failing:
            return Answer(1, fails=random.choice(KINDS))
        result = Drawn(self.program, self.seed).result(question.component)
        return Answer(1, Drawing(self.program, random).data(result))


@dataclass(slots=True)
class Standing(Answers):
    """Stands in for the components of a program."""

    ask: Asking | None = None

    def has(self, component: str, address: str, attempt: int) -> bool:
        """Tell whether a component is one of the program's own."""
        return component in self._declared()

    def next(self, component: str, address: str, attempt: int, timeout: int | None) -> str:
        """Give the answer to an attempt."""
        assert self.ask is not None
        found = self.ask(Question(component, address, attempt, None, 0))
        self.milliseconds += found.takes
        if found.fails is not None:
            return json.dumps({"names": [found.fails], "message": "refused"})
        return json.dumps({"returns": found.gives, "echoes": None})


def without_delays(text: str) -> str:
    """Take out of a program what waits."""
    for pattern in _DELAYS:
        text = re.sub(pattern, "", text)
    return text


def compare(case: Case) -> tuple[str, frozenset[str]]:
    """Run a case both ways; give how it went, and the slugs of what was refused."""
    text = without_delays(case.text)
    program = checked(text)
    given = inputs(program, case.seed)
    ask = Asking(program, case.seed, case.failing)
    told = interpret(program, "main", given, ask)
    page = Page({"main.pipe": _BINDING.sub(r'\g<0> apex "Host"', text)})
    sound = check(page)
    assert sound.program is not None, "what the oracle runs is sound"
    built = compile_program(sound.program, TARGET, Options(), sound.findings)
    if built.bundle is None:
        errors = (each for each in built.findings if each.severity is Severity.error)
        return "refused", frozenset(str(each.slug) for each in errors)
    found = ran(built.bundle, sound.program, given, ask)
    wanted = _outcome(told)
    if json.dumps(wanted, sort_keys=True) != json.dumps(found, sort_keys=True):
        if told.unclear or _FIRST.search(text):
            return "unclear", frozenset()
        raise Disagreement(f"with {given}\n  by the rules: {wanted}\n  in Apex:      {found}")
    return ("value" if told.error is None else "error"), frozenset()


def ran(bundle: Bundle, program: n.Program, given: dict[str, Any], ask: Asking) -> Any:
    """Run generated Apex."""
    case = Run("main", given, {}, {}, {}, frozenset(), {})
    answers = Standing(case, program, ask=ask)
    project = Project.of(sources(bundle) | drivers(program, "main"))
    project.native("ConformanceAnswers", answers.natives())
    project.clock = lambda: START + answers.milliseconds
    text = json.dumps(given, ensure_ascii=False)
    outcome = json.loads(str(project.call_static("ConformanceDriver", "run", text, {})))
    error = outcome.get("error")
    if error is None:
        return outcome.get("result")
    return {name: error[name] for name in _MEMBERS}


_MEMBERS = ("type", "code", "stage", "attempt")


def _outcome(told: Report) -> Any:
    """Give what Apex must come to."""
    if told.error is None:
        return to_json(told.value)
    return {name: getattr(told.error, name) for name in _MEMBERS}
