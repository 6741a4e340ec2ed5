"""One test being written: what it finds around it, its mocks, and what it asserts."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.errors import name_set
from pipesmith_targets.apex.scope import ClassScope, Place, Value
from pipesmith_targets.apex.taken import MOCKED
from pipesmith_targets.apex.testing.expectations import place_of, write_expectation
from pipesmith_targets.apex.testing.leaving_out import of_expectation
from pipesmith_targets.apex.testing.mocking import Answers, Mocking, inputs_read

_MOCKS, _PLATFORM = "PipelineMocks", "PipelineTestPlatform"
_OWN = ("answer", "assert", "mocks", "platform", "problem", "request", "result", "thrown")


class Trial:
    """A test, the place that it is written at, and the pipeline that it runs."""

    def __init__(self, test: n.Test, home: ClassScope) -> None:
        """Take the expectations that are written."""
        self.test = test
        self.key = (test.module, test.pipeline)
        self.pipeline = home.declared.pipelines[self.key]
        self.is_job = self.key in home.program.jobs
        self.place = Place(home, home.locals(*_OWN))
        self.expectations = [
            each for each in test.expectations if of_expectation(each, test, home.declared) is None
        ]

    @property
    def fails(self) -> bool:
        """Tell whether the run is to fail."""
        return any(isinstance(each, n.ExpectFails) for each in self.test.expectations)

    @property
    def result(self) -> t.Type | None:
        """Give the type of the result, None where nothing asks for it."""
        asked = any("result" in free_names(each) for each in self.expectations)
        if "result" in self._parameters:
            return None
        return self.pipeline.result if asked and self.pipeline.result != t.NULL else None

    @property
    def _parameters(self) -> set[str]:
        """Give the names of inputs, which hide the words of expectations."""
        return {each.name for each in self.pipeline.parameters}

    @property
    def names_read(self) -> set[str]:
        """Give the names that mocks and expectations read as inputs."""
        names = {name for each in self.expectations for name in free_names(each)}
        return names.union(*(inputs_read(each, self.place.home) for each in self.test.mocks))

    def arrange(self) -> None:
        """Write what is put in the place of components, and of the platform of jobs."""
        made = ax.call(MOCKED)
        self.place.add(
            ax.Declare(_MOCKS, "mocks", made) if self._asks_mocks() else ax.Evaluate(made)
        )
        if self.is_job:
            self.place.add(ax.Declare(_PLATFORM, "platform", ax.call(f"{_PLATFORM}.install")))

    def _asks_mocks(self) -> bool:
        plain = n.ExpectCondition | n.ExpectFails
        others = any(not isinstance(each, plain) for each in self.expectations)
        return others or bool(self.test.mocks)

    def bind(self, field: n.Field, value: ax.Expression) -> ax.Expression:
        """Write an input that something reads as a variable of its name."""
        known = ax.Name(self.place.declare(value, field.type, field.name))
        self.place = self.place.knowing(field.name, Value(known, field.type))
        return known

    def mock(self, answers: Answers) -> None:
        """Write the mocks."""
        mocking = Mocking(ax.Name("mocks"), answers)
        for each in self.test.mocks:
            mocking.write(each, self.place)
        self.place.add(ax.Blank())

    def check(self) -> None:
        """Write what is asserted."""
        held = ax.NULL if self.result is None else ax.Name("result")
        words = {
            "result": Value(held, self.result or t.NULL),
            "took": Value(ax.call("PipelineMocks.took"), t.DURATION),
        }
        place = self.place
        for word in words.keys() - self._parameters:
            place = place.knowing(word, words[word])
        for each in self.expectations:
            if isinstance(each, n.ExpectFails):
                place.add(*_failure(each))
            else:
                write_expectation(each, place)


def _failure(node: n.ExpectFails) -> ax.Lines:
    at = place_of(node.place)
    taken = ax.call("problem.matches", name_set((node.error,)))
    told = ax.Binary("+", ax.Text(f"{at}: fails {node.error}, not "), ax.Name("problem.code"))
    return [
        ax.Evaluate(ax.call("Assert.isNotNull", ax.Name("problem"), ax.Text(f"{at}: fails"))),
        ax.Evaluate(ax.call("Assert.isTrue", taken, told)),
    ]
