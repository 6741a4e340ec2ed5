"""A test as a method: what it arranges, what it runs, what it asserts.

Reads     a test of a program that passed the target's check.
Gives     a method of a test class, and the classes that it needs.
Reports   nothing; `leaving_out` tells of what is not written.
Promises  the source's order and words; each assertion names its line.
Leaves    mocks and the trace of a run to the runtime.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.naming import Kind, pascal
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.testing.mocking import Answers
from pipesmith_targets.apex.testing.running import ByAction, Direct
from pipesmith_targets.apex.testing.trial import Trial


@dataclass(slots=True)
class Testing:
    """Writes the tests of one class; `answers` are the classes that their mocks need, `written` the
    tests so far.
    """

    home: ClassScope
    answers: Answers = field(default_factory=dict)
    written: list[n.Test] = field(default_factory=list)

    def method(self, test: n.Test, name: str) -> ax.Method:
        """Write a test as a method."""
        self.written.append(test)
        return self._method(test, name, Direct)

    def actions(self, tests: Iterable[n.Test]) -> Iterator[ax.Method]:
        """Write the first test of each pipeline that gives a result, by the action of it."""
        seen: set[tuple[str, str]] = set()
        for test in tests:
            key = (test.module, test.pipeline)
            fails = any(isinstance(each, n.ExpectFails) for each in test.expectations)
            if key not in seen and not fails:
                seen.add(key)
                wanted = f"theActionOf{pascal(test.pipeline)}GivesTheSame"
                name = self.home.members.claim(wanted, Kind.method)
                yield self._method(test, name, ByAction)

    def _method(self, test: n.Test, name: str, form: "type[Direct] | type[ByAction]") -> ax.Method:
        trial = Trial(test, self.home)
        run = form(trial)
        trial.arrange()
        run.give()
        trial.mock(self.answers)
        run.act()
        trial.check()
        lines = tuple(trial.place.lines)
        doc = ax.Doc(test.doc) if test.doc else None
        return ax.Method("static", "void", name, (), lines, doc, (ax.Annotation("IsTest"),))
