"""A pipeline that needs several transactions, as the members of a job's class."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.constraints import parameter_checks
from pipesmith_targets.apex.draft import Draft
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.frame import Frame
from pipesmith_targets.apex.json_reading import READER, choices
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.labels import STATE, Label, Mark, marks, paths, reads, rewritten
from pipesmith_targets.apex.lowering import lower
from pipesmith_targets.apex.naming import Kind, camel, constant, pascal
from pipesmith_targets.apex.pipelines import about, names_read, requirements
from pipesmith_targets.apex.records import read_field
from pipesmith_targets.apex.reserved import NOT_OF_VALUES
from pipesmith_targets.apex.rooms import NEED
from pipesmith_targets.apex.scope import ClassScope, Place, Value, parameters_of
from pipesmith_targets.apex.signals import senders
from pipesmith_targets.apex.transactions import called_in

JOB = "PipelineJob"
STEP = "PipelineStep"


class Job:
    """Writes the class of one job."""

    def __init__(self, pipeline: n.Pipeline, home: ClassScope) -> None:
        self.pipeline = pipeline
        self.home = home
        self.result = None if pipeline.result in (None, t.NULL) else pipeline.result
        self.draft = Draft(pipeline, home)
        self.parameters = [
            (each, self.draft.field(each.name, home.written(each.type)))
            for each in pipeline.parameters
        ]
        if self.result is not None:
            self.draft.field("result", home.written(self.result))
        self.values = values = {
            each.name: Value(ax.Name(f"{STATE}.{field}"), each.type)
            for each, field in self.parameters
        }
        whole = (pipeline.body, *((pipeline.on_error.body,) if pipeline.on_error else ()))
        read = frozenset[str]().union(*map(names_read, whole))
        place = Place(home, home.locals(), values)
        lower(self.draft, values, Frame(place, self.result, read=read))
        self.labels = _reachable(self.draft.labels)
        self.names = _named(self.labels)
        self.methods = {label: self._method(name.lower()) for label, name in self.names.items()}
        self._store()

    def _method(self, stage: str) -> str:
        """Name the method of a stage; that of a component may have its name already."""
        members, wanted = self.home.members, camel(stage)
        return members.claim(f"do{pascal(stage)}" if wanted in members else wanted, Kind.method)

    # ------------------------------------------------------------ finishing the labels

    def _store(self) -> None:
        """Store what later stages read, and restore what handlers have to do with."""
        whole = [path for each in self.labels for path in paths((*each.lines, *each.backoff))]
        read = {path.split(".")[1] for path in whole if path.startswith(f"{STATE}.")}
        for label in self.labels:
            kept = {each: to for each, to in label.exports.items() if to in read}
            _keep(label, kept)
            for each in self.draft.restored:
                if reads(label.lines, each):
                    label.lines.insert(_after_noting(label, each), _restored(each))
                if reads(label.backoff, each):
                    label.backoff = (_restored(each), *label.backoff)
        used = {path.split(".")[1] for each in self.labels for path in _state_paths(each)}
        given = {field for _, field in self.parameters}
        self.fields = {
            name: type_
            for name, type_ in self.draft.fields.items()
            if name in used | given or name == "result"
        }

    def _final(self, node: object) -> object:
        """Put names in the place of labels."""

        def change(part: object) -> object:
            if isinstance(part, Mark):
                return ax.Name(f"Stage.{self.names[_target(part.label)]}")
            return part

        return rewritten(node, change)

    # ------------------------------------------------------------ members

    def members(self) -> list[ax.Member_]:
        """Write the members of the class."""
        stages = tuple(self.names.values())
        made: list[ax.Member_] = [
            ax.Enumeration("Stage", stages, ax.Doc("The stages, in the order of the source.")),
            ax.Field("private", "State", STATE, ax.New("State")),
            self._constructor(),
            self._start(),
            self._start_json(),
            *senders(self.pipeline, self.home),
            *self._check(),
            *self._described(),
            self._run_stage(),
            *(self._stage(label) for label in self.labels),
            *self._backoffs(),
            *self._needs(),
            *self._errors(),
            _next(),
            self._state_class(),
        ]
        return made

    def _constructor(self) -> ax.Method:
        place = Place(self.home, self.home.locals(STATE))
        parameters, _ = parameters_of(place, self.pipeline.parameters)
        first = ax.Name(f"Stage.{self.names[self.labels[0]]}.name()")
        lines: ax.Lines = [ax.Evaluate(ax.call("super", first))]
        for (_, field), given in zip(self.parameters, parameters, strict=True):
            lines.append(ax.Assign(ax.Name(f"{STATE}.{field}"), ax.Name(given.name)))
        doc = ax.Doc("A run that has not been started.", self._tags(parameters))
        return ax.Method(
            "public",
            None,
            self.home.name,
            parameters,
            tuple(lines),
            doc,
        )

    def _tags(self, parameters: Sequence[ax.Parameter]) -> tuple[tuple[str, str], ...]:
        pairs = zip(self.pipeline.parameters, parameters, strict=True)
        return tuple(("param", about(each, given)) for each, given in pairs)

    def _start(self) -> ax.Method:
        place = Place(self.home, self.home.locals())
        parameters, _ = parameters_of(place, self.pipeline.parameters)
        made = ax.New(self.home.name, tuple(ax.Name(each.name) for each in parameters))
        unique = ax.call("UUID.randomUUID().toString")
        name = ax.Binary("+", ax.Text(f"{self.pipeline.name}/"), unique)
        body = (ax.Return(ax.Call(made, "begin", (name,))),)
        tags = (*self._tags(parameters), ("return", "the name of the run, which its events carry"))
        doc = ax.Doc("Starts a run in the background.", tags)
        return ax.Method(
            "public static",
            "String",
            "start",
            parameters,
            body,
            doc,
        )

    def _start_json(self) -> ax.Method:
        place = Place(self.home, self.home.locals("source", "text"))
        source = ax.Name("source")
        made = ax.call(f"{READER}.answer", ax.call("PipelineJson.read", ax.Name("text")))
        names = choices([each.name for each in self.pipeline.parameters])
        place.add(ax.Declare(READER, "source", ax.Call(made, "only", (names,))))
        values: list[ax.Expression] = []
        for each in self.pipeline.parameters:
            value = read_field(each, source, place)
            name, place = place.bind(each.name, each.type)
            place.add(ax.Declare(self.home.written(each.type), name, value))
            values.append(ax.Name(name))
        place.add(ax.Evaluate(ax.call("source.requireSound")))
        place.add(ax.Return(ax.call("start", *values)))
        doc = ax.Doc(
            "Starts a run with an input in JSON.",
            (
                ("param", "text a JSON object with the parameters by name"),
                ("return", "the name of the run"),
            ),
        )
        given = (ax.Parameter("String", "text"),)
        body = tuple(place.lines)
        return ax.Method("public static", "String", "startJson", given, body, doc)

    def _check(self) -> Iterator[ax.Method]:
        """Write what the run needs, and the conditions of its parameters."""
        place = Place(self.home, self.home.locals(STATE), self.values)
        checks = parameter_checks(self.pipeline.parameters, place)
        lines = (*requirements(self.pipeline, self.home), *place.lines, *checks)
        if lines:
            yield ax.Method("protected override", "void", "check", (), lines)

    def _described(self) -> Iterator[ax.Method]:
        name = ax.Return(ax.Text(self.pipeline.name))
        yield ax.Method("public override", "String", "pipelineName", (), (name,))
        written: ax.Expression = ax.Text("null")
        if self.result is not None:
            tree = as_json(ax.Name(f"{STATE}.result"), self.result, self.home)
            written = ax.call("PipelineJson.write", tree)
        yield ax.Method("public override", "String", "writeResult", (), (ax.Return(written),))
        if self.result is not None and self._is_called():
            doc = ax.Doc("Gives the result of a finished run.", (("return", "the result"),))
            given = (ax.Return(ax.Name(f"{STATE}.result")),)
            kind = self.home.written(self.result)
            yield ax.Method("public", kind, "result", (), given, doc)
        if self.pipeline.timeout is not None:
            place = Place(self.home, self.home.locals(STATE), self.values)
            limit = ax.Return(write(self.pipeline.timeout, place))
            body = (*place.lines, limit)
            yield ax.Method("protected override", "Long", "timeout", (), body)

    def _is_called(self) -> bool:
        names = self.home.program.pipelines
        return any(names[key] == self.home.name for key in called_in(self.home.declared))

    def _run_stage(self) -> ax.Method:
        cases = tuple(
            ((ax.Name(name),), (ax.Return(ax.call(self.methods[label])),))
            for label, name in self.names.items()
        )
        unknown = ax.call(
            "PipelineException.of",
            ax.Text("EXECUTION"),
            ax.Binary("+", ax.Text("no stage "), ax.Name("stageName")),
        )
        asked = ax.call("Stage.valueOf", ax.Name("stageName"))
        switch = ax.Switch(asked, cases, (ax.Throw(unknown),))
        return _of_stage(STEP, "runStage", (switch,))

    def _stage(self, label: Label) -> ax.Method:
        lines = self._final(tuple(label.lines))
        assert isinstance(lines, tuple), "lines stay lines"
        return ax.Method("private", STEP, self.methods[label], (), lines)

    def _backoffs(self) -> Iterator[ax.Method]:
        """Write which stages are tried again, and when."""
        lines = {each: each.backoff for each in self.labels}
        yield from self._of_some("PipelineBackoff", "backoffOf", lines)

    def _needs(self) -> Iterator[ax.Method]:
        """Write which stages need more of a transaction than is always left free."""
        lines = {each: (ax.Return(each.need),) if each.need else () for each in self.labels}
        yield from self._of_some(NEED, "needOf", lines)

    def _of_some(
        self, result: str, name: str, lines: Mapping[Label, tuple[ax.Statement, ...]]
    ) -> Iterator[ax.Method]:
        """Write what holds for some stages, and not for the others."""
        cases = tuple(((ax.Name(self.names[each]),), does) for each, does in lines.items() if does)
        if cases:
            asked = ax.call("Stage.valueOf", ax.Name("stageName"))
            yield _of_stage(result, name, (ax.Switch(asked, cases, (ax.Return(ax.NULL),)),))

    def _errors(self) -> Iterator[ax.Method]:
        """Write what follows the failures of stages, and what follows where they are cancelled."""
        yield from self._edges("onError", {each: each.edge for each in self.labels})
        yield from self._edges("onCancel", {each: each.stops for each in self.labels})

    def _edges(
        self, method: str, lines: Mapping[Label, tuple[ax.Statement, ...]]
    ) -> Iterator[ax.Method]:
        """Write what follows stages, those with the same edge together."""
        edges: dict[tuple[ax.Statement, ...], list[str]] = {}
        for label, following in lines.items():
            if following:
                edge = self._final(following)
                assert isinstance(edge, tuple), "lines stay lines"
                edges.setdefault(edge, []).append(self.names[label])
        if not edges:
            return
        cases = tuple(
            (tuple(ax.Name(each) for each in names), edge) for edge, names in edges.items()
        )
        other = ax.Return(ax.call(f"super.{method}", ax.Name("stageName")))
        switch = ax.Switch(ax.call("Stage.valueOf", ax.Name("stageName")), cases, (other,))
        yield _of_stage(STEP, method, (switch,))

    def _state_class(self) -> ax.Class:
        fields = [ax.Field("public", kind, name) for name, kind in self.fields.items()]
        return ax.Class("private", "State", fields)


def _of_stage(result: str, name: str, body: tuple[ax.Statement, ...]) -> ax.Method:
    given = (ax.Parameter("String", "stageName"),)
    return ax.Method("protected override", result, name, given, body)


def _next() -> ax.Method:
    name = ax.call("target.name")
    body = (ax.Return(ax.call("PipelineStep.next", name)),)
    return ax.Method("private static", STEP, "next", (ax.Parameter("Stage", "target"),), body)


# ---------------------------------------------------------------- labels


def _target(label: Label) -> Label:
    """Give the label that one leads to in the end: those that only lead on are left out."""
    seen: set[int] = set()
    while id(label) not in seen and not label.exports:
        seen.add(id(label))
        onward = _onward(label)
        if onward is None:
            return label
        label = onward
    return label


def _onward(label: Label) -> Label | None:
    """Give the label that one does nothing but lead to."""
    match label.lines:
        case [ax.Return(value=ax.Call(subject=None, name="next", arguments=(Mark() as only,)))]:
            return only.label
        case _:
            return None


def _reachable(labels: list[Label]) -> list[Label]:
    """Give the labels that the first leads to, in their order."""
    first = _target(labels[0])
    found, pending = {id(first)}, [first]
    while pending:
        label = pending.pop()
        for onward in marks((*label.lines, *label.edge, *label.stops)):
            target = _target(onward)
            if id(target) not in found:
                found.add(id(target))
                pending.append(target)
    known = [each for each in labels if id(each) in found]
    return [first, *(each for each in known if each is not first)]


def _named(labels: list[Label]) -> dict[Label, str]:
    """Name the labels after the work in them, or what led to them."""
    names, taken = dict[Label, str](), set[str]()
    for each in labels:
        wanted = constant(each.title or each.hint)
        fitting = f"{wanted}_STAGE" if wanted.lower() in NOT_OF_VALUES else wanted
        numbered = (f"{fitting}_{number}" for number in count(2))
        names[each] = next(one for one in chain((fitting,), numbered) if one not in taken)
        taken.add(names[each])
    return names


def _restored(name: str) -> ax.Statement:
    value = ax.call("PipelineException.restored", ax.Name(f"{STATE}.{name}"))
    return ax.Declare("PipelineException", name, value)


def _after_noting(label: Label, name: str) -> int:
    """Give the place behind the line that notes an error; the start where there is none."""
    noted = ax.Assign(ax.Name(f"{STATE}.{name}"), ax.Name("problem"))
    return label.lines.index(noted) + 1 if noted in label.lines else 0


def _state_paths(label: Label) -> Iterator[str]:
    lines = (*label.lines, *label.edge, *label.stops, *label.backoff)
    return (each for each in paths(lines) if each.startswith(f"{STATE}."))


def _keep(label: Label, kept: dict[str, str]) -> None:
    """Store variables that later stages read; one that is read nowhere else is stored at once."""
    stores: dict[int, ax.Lines] = {}
    for local, field in kept.items():
        target = ax.Name(f"{STATE}.{field}")
        number = next(
            (
                i
                for i, each in enumerate(label.lines)
                if isinstance(each, ax.Declare) and each.name == local
            ),
            None,
        )
        if number is None:
            continue
        declared = label.lines[number]
        rest = label.lines[:number] + label.lines[number + 1 :]
        value = declared.value if isinstance(declared, ax.Declare) else None
        if value is not None and not reads(rest, local):
            label.lines[number] = ax.Assign(target, value)
        else:
            at = next((each for each in label.leaves if each > number), len(label.lines))
            stores.setdefault(at, []).append(ax.Assign(target, ax.Name(local)))
    for at in sorted(stores, reverse=True):
        label.lines[at:at] = stores[at]
