"""How a test runs its pipeline: as Apex code calls it, or as Flow and agents do."""

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.action_inputs import inputs_of
from pipesmith_targets.apex.actions import gives_text
from pipesmith_targets.apex.arguments import given_values
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.testing.trial import Trial


class Direct:
    """A call of the class of a pipeline."""

    def __init__(self, trial: Trial) -> None:
        """Begin a run of a trial."""
        self.trial = trial
        self.name = trial.place.home.program.pipelines[trial.key]
        self.values: tuple[ax.Expression, ...] = ()

    def give(self) -> None:
        """Write the inputs; those that something reads are variables."""
        trial = self.trial
        given = {each.name: each.value for each in trial.test.arguments}
        values = given_values(trial.pipeline.parameters, given, trial.place, write)
        asked = trial.names_read
        self.values = tuple(
            trial.bind(each, value) if each.name in asked else value
            for each, value in zip(trial.pipeline.parameters, values, strict=True)
        )

    def act(self) -> None:
        """Write the run; one that is to fail is caught."""
        place = self.trial.place
        if not self.trial.fails:
            place.add(*self._lines(), ax.Blank())
            return
        wrapped = ax.call("PipelineException.wrap", ax.Name("thrown"))
        caught = (ax.Assign(ax.Name("problem"), wrapped),)
        place.add(
            ax.Declare("PipelineException", "problem", ax.NULL),
            ax.Try(tuple(self._lines()), "thrown", caught),
            ax.Blank(),
        )

    def _lines(self) -> ax.Lines:
        """Write the call, and what it gives where something asks for that."""
        started: ax.Lines = []
        made: ax.Expression = ax.call(f"{self.name}.run", *self.values)
        if self.trial.is_job:
            started.append(ax.Evaluate(ax.call(f"{self.name}.start", *self.values)))
            made = ax.call("platform.result")
        result, home = self.trial.result, self.trial.place.home
        if result is None or self.trial.fails:
            return [*started, ax.Evaluate(made)]
        if self.trial.is_job:
            made = read(made, result, home)
        return [*started, ax.Declare(home.written(result), "result", made)]


class ByAction:
    """A request to the action of a pipeline, with what the test says alone."""

    def __init__(self, trial: Trial) -> None:
        """Begin a run of a trial."""
        self.trial = trial
        self.action = trial.place.home.program.actions[trial.key]

    def give(self) -> None:
        """Write the request; inputs that something reads are variables."""
        trial = self.trial
        place, home = trial.place, trial.place.home
        made = f"{self.action}.Request"
        place.add(ax.Declare(made, "request", ax.New(made)))
        given = {each.name: each.value for each in trial.test.arguments}
        for each in inputs_of(trial.pipeline, home):
            name = each.field.name
            node = given.get(name, each.field.default)
            if node is None or not (name in given or name in trial.names_read):
                continue
            value = fitted(write(node, place), node.type, each.field.type, place)
            if name in trial.names_read:
                value = trial.bind(each.field, value)
            if name in given:
                place.add(ax.Assign(ax.Name(f"request.{each.name}"), each.holding(value, home)))

    def act(self) -> None:
        """Write the run, that it succeeded, and what it gives where something asks for that."""
        place, result = self.trial.place, self.trial.result
        requests = ax.NewItems(f"List<{self.action}.Request>", (ax.Name("request"),))
        answered = ax.Call(ax.call(f"{self.action}.run", requests), "get", (ax.Name("0"),))
        succeeded, message = ax.Name("answer.succeeded"), ax.Name("answer.message")
        place.add(
            ax.Declare(f"{self.action}.Result", "answer", answered),
            ax.Blank(),
            ax.Evaluate(ax.call("Assert.isTrue", succeeded, message)),
        )
        if result is not None:
            output: ax.Expression = ax.Name("answer.output")
            if not gives_text(self.trial.pipeline, place.home):
                output = ax.call("PipelineJson.read", output)
            source = ax.call(f"{READER}.answer", output)
            made = read(self._job_result() if self.trial.is_job else source, result, place.home)
            place.add(ax.Declare(place.home.written(result), "result", made))
        elif self.trial.is_job:
            place.add(ax.Evaluate(self._job_result()))

    def _job_result(self) -> ax.Expression:
        return ax.call("platform.result")
