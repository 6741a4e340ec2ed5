"""A pipeline that needs several transactions, as stages that lead to one another.

Reads     a pipeline whose statements wait, or have work tried again after some time.
Gives     labels: lines that end in the next step, with an edge for their failure.
Reports   nothing.
Promises  that each label has work done at most once, so that it alone is tried again.
Leaves    names of labels and fields of the state to `jobs`.
"""

from dataclasses import dataclass, replace
from typing import Any

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir import walk
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.control import write_control
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.errors import name_set
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import can_fail
from pipesmith_targets.apex.frame import (
    Address,
    Append,
    Drop,
    Frame,
    Into,
    Keep,
    Sink,
    Trail,
    is_stage,
)
from pipesmith_targets.apex.labels import STATE, Label, mark, to
from pipesmith_targets.apex.loops import iteration_address, loop_items
from pipesmith_targets.apex.naming import Names, camel
from pipesmith_targets.apex.ordering import in_order
from pipesmith_targets.apex.scope import ClassScope, Place, Value
from pipesmith_targets.apex.sinks import give, keep_nothing, put
from pipesmith_targets.apex.statements import write_block, write_statement
from pipesmith_targets.apex.transactions import is_delayed, works

Lines = tuple[ax.Statement, ...]
_CONSTANTS = n.Retry | n.Backoff | n.IntValue | n.FloatValue | n.DurationValue
HELD = "Map<String, Object>"


@dataclass(frozen=True, slots=True)
class Final:
    """A `finally` that what leaves a block passes through: where it begins, and its fields."""

    label: Label
    after: str


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a jump leads, and the `finally` blocks around that place."""

    lines: Lines
    finals: tuple[Final, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around statements: their frame, what follows a failure, where jumps lead."""

    frame: Frame
    edge: Lines
    finals: tuple[Final, ...] = ()
    breaks: Exit | None = None
    continues: Exit | None = None

    @property
    def place(self) -> Place:
        """Give where statements are written."""
        return self.frame.place

    def within(self, **changes: Any) -> "Around":
        """Give this with another frame."""
        return replace(self, frame=replace(self.frame, **changes))


class Lowering:
    """Lowers one pipeline."""

    def __init__(self, pipeline: n.Pipeline, home: ClassScope) -> None:
        self.pipeline = pipeline
        self.home = home
        self.labels: list[Label] = []
        self.fields: dict[str, str] = {}
        self.restored: dict[str, str] = {}
        self._field_names = Names()
        self._stored: dict[tuple[int, str], str] = {}
        self.current = self._label("begin")
        self.read: frozenset[str] = frozenset()

    # ------------------------------------------------------------ the whole

    def lower(self, values: dict[str, Value], frame: Frame) -> None:
        """Lower the body of the pipeline, and what it does on an error."""
        handling = self.pipeline.on_error
        handler = self._label("on_error") if handling else None
        edge = (to(handler),) if handler else ()
        self.read = frame.read
        around = self._placed(self.current, Around(replace(frame, path=Address()), edge), values)
        finished = (ax.Return(ax.call("PipelineStep.finish")),)
        self._block(self.pipeline.body, around, Drop(), finished)
        if handling is not None and handler is not None:
            self._on_error(handling, handler, replace(around, edge=()), values)

    def _on_error(
        self, handling: n.OnError, label: Label, around: Around, values: dict[str, Value]
    ) -> None:
        held, name = self._caught(handling.name)
        first = ax.Name(f"{STATE}.{held}")
        again = ax.Assign(ax.Name("problem"), ax.call("joined", first, ax.Name("problem")))
        failed = ax.Return(ax.call("PipelineStep.fail"))
        inside = self._placed(label, replace(around, edge=(again, failed)), values)
        inside = inside.within(path=Address().below("on_error"))
        inside.place.add(ax.Assign(first, ax.Name("problem")))
        known = Value(ax.Name(name), t.PIPELINE_ERROR)
        inside = replace(inside, frame=inside.frame.knowing(handling.name, known))
        end = ax.Assign(ax.Name("problem"), first)
        self._block(handling.body, inside, Drop(), (end, failed))

    # ------------------------------------------------------------ labels and fields

    def _label(self, hint: str) -> Label:
        return Label(hint)

    def field(self, wanted: str, type_: str) -> str:
        """Take a field of the state."""
        name = self._field_names.claim(camel(wanted))
        self.fields[name] = type_
        return name

    def _placed(
        self, label: Label, around: Around, values: dict[str, Value] | None = None
    ) -> Around:
        """Begin a label; what is known where the last one ended is read from the state."""
        known = self._exported(around.place.values) if values is None else values
        self.current = label
        label.placed = True
        label.edge = around.edge
        self.labels.append(label)
        names = self.home.locals(STATE, "problem", *self.restored)
        place = Place(self.home, names, known, label.lines)
        return around.within(place=place, trail=Trail(None))

    def _exported(self, values: dict[str, Value]) -> dict[str, Value]:
        """Give values as later labels read them."""
        return {source: self._stored_value(value) for source, value in values.items()}

    def _stored_value(self, value: Value) -> Value:
        local = value.read.text if isinstance(value.read, ax.Name) else None
        if local is None or local.startswith(f"{STATE}.") or local in self.restored:
            return value
        key = (id(self.current), local)
        if key not in self._stored:
            self._stored[key] = self.field(local, self.home.written(value.type))
        self.current.exports[local] = self._stored[key]
        return Value(ax.Name(f"{STATE}.{self._stored[key]}"), value.type)

    def _next(self, hint: str, around: Around) -> Around:
        """End the current label, and begin another."""
        label = self._label(hint)
        self.current.leave(to(label))
        return self._placed(label, around)

    # ------------------------------------------------------------ statements

    def _block(self, block: n.Block, around: Around, sink: Sink, after: Lines) -> None:
        """Lower a block; its value goes to the sink, and what follows it is `after`."""
        for statement in in_order(block):
            around = self._statement(statement, around)
        if not block.completes:
            return
        if block.value is not None:
            if can_fail(block.value, self.home):
                around.frame.mark(around.frame.owner)
            give(block.value, around.frame, sink)
        elif isinstance(sink, Keep):
            keep_nothing(around.frame, sink)
        self.current.leave(*after)

    def _statement(self, statement: n.Statement, around: Around) -> Around:
        if isinstance(statement, n.Var):
            return self._var(statement, around)
        if not isinstance(statement, n.Stage) or not works(statement):
            return self._light(statement, around)
        if isinstance(statement.body, n.ComponentCall | n.PipelineCall):
            return self._call(statement, around)
        if isinstance(statement.body, n.Wait):
            return self._wait(statement, statement.body, around)
        return self._control(statement, around)

    def _var(self, statement: n.Var, around: Around) -> Around:
        if can_fail(statement.value, self.home):
            around.frame.mark(around.frame.owner)
        name = self.field(statement.name, self.home.written(statement.type))
        written = write(statement.value, around.place)
        value = fitted(written, statement.value.type, statement.type, around.place)
        held = ax.Name(f"{STATE}.{name}")
        around.place.add(ax.Assign(held, value))
        known = around.frame.knowing(statement.name, Value(held, statement.type))
        return replace(around, frame=known)

    def _light(self, statement: n.Statement, around: Around) -> Around:
        """Write a statement as ordinary Apex, its jumps out of it as steps."""
        lines = around.place.lines
        before = len(lines)
        frame = write_statement(statement, around.frame)
        lines[before:] = self._with_steps(tuple(lines[before:]), around)
        return replace(around, frame=frame)

    def _with_steps(self, lines: Lines, around: Around, looped: bool = False) -> Lines:
        return tuple(line for each in lines for line in self._as_steps(each, around, looped))

    def _as_steps(self, line: ax.Statement, around: Around, looped: bool) -> Lines:
        match line:
            case ax.Return(value=value):
                return self._returned(value, around)
            case ax.Jump(word=word) if not looped:
                left = around.breaks if word == "break" else around.continues
                assert left is not None, "a jump stands in a loop"
                return self._left(left, around)
            case ax.Throw(value=ax.Name() as error) if error == around.frame.handled:
                held = ax.Name(f"{STATE}.{self.restored[error.text]}")
                return (ax.Assign(ax.Name("problem"), held), *self._failed(around))
            case ax.If(arms=arms, otherwise=rest):
                inner = tuple((each, self._with_steps(b, around, looped)) for each, b in arms)
                return (ax.If(inner, self._with_steps(rest, around, looped)),)
            case ax.Switch(cases=cases, otherwise=rest):
                chosen = tuple((each, self._with_steps(b, around, looped)) for each, b in cases)
                rest = self._with_steps(rest, around, looped)
                return (replace(line, cases=chosen, otherwise=rest),)
            case ax.ForEach() | ax.Count() | ax.While():
                return (replace(line, body=self._with_steps(line.body, around, True)),)
            case ax.Try(body=body, handler=handler, final=final):
                parts = (self._with_steps(each, around, looped) for each in (body, handler, final))
                body, handler, final = parts
                return (replace(line, body=body, handler=handler, final=final),)
            case _:
                return (line,)

    def _failed(self, around: Around) -> Lines:
        """Give what follows a failure: `problem` tells which."""
        return around.edge or (ax.Return(ax.call("PipelineStep.fail")),)

    def _returned(self, value: ax.Expression | None, around: Around) -> Lines:
        finish = Exit((ax.Return(ax.call("PipelineStep.finish")),), ())
        kept: Lines = ()
        if value is not None and self.pipeline.result not in (None, t.NULL):
            kept = (ax.Assign(ax.Name(f"{STATE}.result"), value),)
        return (*kept, *self._left(finish, around))

    def _left(self, left: Exit, around: Around) -> Lines:
        """Give what leaves a block through the `finally` blocks around it."""
        passed = around.finals[: len(around.finals) - len(left.finals)]
        lines = left.lines
        for final in reversed(passed):
            onward = self._label("onward")
            onward.lines.extend(lines)
            onward.placed = True
            self.labels.append(onward)
            name = ax.Call(mark(onward), "name")
            lines = (ax.Assign(ax.Name(f"{STATE}.{final.after}"), name), to(final.label))
        return lines

    # ------------------------------------------------------------ work

    def _call(self, stage: n.Stage, around: Around) -> Around:
        """Lower a stage that calls something, in a label of its own."""
        if self.current.busy or self.current.title or walk.free_names(stage.policies.retry):
            around = self._next(stage.segment, around)
        self.current.busy = True
        self.current.title = stage.segment
        policies = stage.policies
        if not is_delayed(policies.retry):
            return self._light(stage, around)
        self.current.retry = policies.retry
        fallback = policies.fallback
        plain = replace(stage, policies=replace(policies, retry=None, fallback=None))
        if fallback is None:
            self._backoff(stage, policies.retry, around)
            return self._light(plain, around)
        return self._with_fallback(plain, fallback, policies.retry, around)

    def _backoff(self, stage: n.Stage, retry: n.Retry | None, around: Around) -> None:
        """Write when the current label is tried again."""
        assert retry is not None and retry.backoff is not None
        place = Place(self.home, self.home.locals(STATE), self._exported(around.place.values))
        if not all(isinstance(part, _CONSTANTS) for part in walk.inside(retry)):
            address = around.frame.path.below(stage.segment)
            place.add(ax.Evaluate(ax.call("PipelineRun.at", address.read())))
        made: ax.Expression = ax.New(
            "PipelineBackoff", (write(retry.count, place), name_set(retry.on))
        )
        backoff = retry.backoff
        made = ax.Call(made, "after", (write(backoff.start, place),))
        for name, part in (
            ("growing", backoff.step),
            ("times", backoff.factor),
            ("atMost", backoff.limit),
            ("jitter", retry.jitter),
        ):
            if part is not None:
                made = ax.Call(made, name, (write(part, place),))
        self.current.backoff = (*place.lines, ax.Return(made))

    def _with_fallback(
        self, stage: n.Stage, fallback: n.Expression, retry: n.Retry | None, around: Around
    ) -> Around:
        """Lower a stage whose fallback has to wait until no attempts are left."""
        held, values = self._result(stage), self._exported(around.place.values)
        sink = Into(f"{STATE}.{held}", stage.type) if held else Drop()
        handler, after = self._label(f"{stage.segment}_fallback"), self._label("after")
        self.current.edge = (to(handler),)
        self._backoff(stage, retry, around)
        inner = self._light(stage, around)
        if held and stage.name is not None:
            read = inner.place.values[stage.name].read
            inner.place.add(ax.Assign(ax.Name(sink.name), read))  # type: ignore[union-attr]
        self.current.leave(to(after))
        handled = self._handling("error", self._placed(handler, around, values))
        give(fallback, handled.frame, sink)
        self.current.leave(to(after))
        around = self._placed(after, around, values)
        return self._knowing(stage, held, around)

    def _result(self, stage: n.Stage) -> str | None:
        """Take the field of the state that a statement's value becomes, None where none is read."""
        if stage.name is None or stage.name not in self.read:
            return None
        return self.field(stage.name, self.home.written(stage.type))

    def _knowing(self, stage: n.Stage, held: str | None, around: Around) -> Around:
        if held is None or stage.name is None:
            return around
        value = Value(ax.Name(f"{STATE}.{held}"), stage.type)
        return replace(around, frame=around.frame.knowing(stage.name, value))

    def _wait(self, stage: n.Stage, body: n.Wait, around: Around) -> Around:
        owner = around.frame.path.below(stage.segment)
        label = self._label("after_wait")
        around.frame.lost()
        self._when(stage, around.within(path=owner), Drop(), label)
        around.frame.mark(owner)
        value = write(body.value, around.place)
        later = ax.Call(mark(label), "name")
        how = "PipelineStep.at" if body.until else "PipelineStep.later"
        self.current.leave(ax.Return(ax.call(how, later, value)))
        return self._placed(label, around)

    # ------------------------------------------------------------ control

    def _control(self, stage: n.Stage, around: Around) -> Around:
        """Lower a control statement with work in it."""
        held = self._result(stage)
        sink: Sink = Into(f"{STATE}.{held}", stage.type) if held else Drop()
        own = around.frame.path.below(stage.segment)
        owner = own if is_stage(stage) else around.frame.owner
        after = self._label(f"after_{stage.name or stage.segment}")
        outer, values = around, self._exported(around.place.values)
        inside = around.within(path=own, owner=owner)
        self._when(stage, inside, sink, after)
        if stage.policies.fallback is not None:
            handler = self._label(f"{stage.segment}_fallback")
            inside = self._placed_again(inside, (to(handler),))
        self._body(stage, inside, sink, (to(after),))
        if stage.policies.fallback is not None:
            handled = self._handling("error", self._placed(handler, outer, values))
            give(stage.policies.fallback, handled.frame, sink)
            self.current.leave(to(after))
        around = self._placed(after, outer, values)
        return self._knowing(stage, held, around)

    def _placed_again(self, around: Around, edge: Lines) -> Around:
        """Begin a label, so that the failures of what follows have another edge."""
        return self._next("body", replace(around, edge=edge))

    def _when(self, stage: n.Stage, around: Around, sink: Sink, after: Label) -> None:
        when = stage.policies.when
        if when is None:
            return
        if can_fail(when.condition, self.home):
            around.frame.mark(around.frame.path)
        condition = write(when.condition, around.place)
        left = around.frame.block()
        left.place.add(ax.Evaluate(ax.call("PipelineRun.skip", around.frame.path.read())))
        if when.otherwise is not None:
            give(when.otherwise, left, sink)
        left.place.add(to(after))
        self.current.leave(ax.If(((ax.negation(condition), tuple(left.place.lines)),)))

    def _body(self, stage: n.Stage, around: Around, sink: Sink, after: Lines) -> None:
        self._exported(around.place.values)
        match stage.body:
            case n.Foreach() as body:
                self._foreach(body, around, sink, after)
            case n.While() as body:
                self._while(body, around, sink, after)
            case n.Repeat() as body:
                self._repeat(body, around, sink, after)
            case n.Try() as body:
                self._try(body, stage.name or stage.segment, around, sink, after)
            case n.Parallel() as body:
                self._parallel(body, around, sink, after)
            case n.If() | n.Switch():
                self._branches(stage, around, sink, after)
            case _:
                raise AssertionError(f"{stage.body.kind} is refused, or no control statement")

    def _branches(self, stage: n.Stage, around: Around, sink: Sink, after: Lines) -> None:
        """Lower a choice: arms without work stay where they are, others are labels."""
        deferred: list[tuple[Label, n.Block, Frame]] = []

        def branch(block: n.Block, frame: Frame, sink: Sink) -> None:
            if works(block):
                label = self._label(f"{stage.name or stage.segment}_branch")
                deferred.append((label, block, frame))
                frame.place.add(to(label))
                return
            write_block(block, frame, sink)
            lines = frame.place.lines
            lines[:] = self._with_steps(tuple(lines), around)
            if block.completes:
                lines.extend(after)

        values = self._exported(around.place.values)
        self.current.leave()
        write_control(stage, around.frame, around.frame.owner, sink, branch)
        body = stage.body
        if isinstance(body, n.If | n.Switch) and body.otherwise is None:
            self.current.leave(*after)
        for label, block, frame in deferred:
            inside = around.within(path=frame.path, owner=frame.owner)
            self._block(block, self._placed(label, inside, values), sink, after)

    # ------------------------------------------------------------ loops

    def _foreach(self, body: n.Foreach, around: Around, sink: Sink, after: Lines) -> None:
        if can_fail(body.items, self.home):
            around.frame.mark(around.frame.owner)
        item_type = self.home.written(body.item_type)
        items = self.field(f"{body.item}_items", f"List<{item_type}>")
        index = self.field(f"{body.item}_index", "Integer")
        item = self.field(body.item, item_type)
        around.place.add(ax.Assign(_state(items), loop_items(body, around.frame)))
        around.place.add(ax.Assign(_state(index), ax.Name("0")))
        values = {body.item: Value(_state(item), body.item_type)}
        if body.index is not None:
            values[body.index] = Value(_state(index), t.INT)
        at_end = ax.Binary(">=", _state(index), ax.send(_state(items), "size"))
        taken = ax.Assign(_state(item), ax.send(_state(items), "get", _state(index)))
        loop = _Loop(f"next_{body.item}", index, at_end, (taken,), values)
        self._loop(body, loop, around, sink, after)

    def _repeat(self, body: n.Repeat, around: Around, sink: Sink, after: Lines) -> None:
        if can_fail(body.count, self.home):
            around.frame.mark(around.frame.owner)
        index, times = self.field("turn", "Integer"), self.field("turns", "Long")
        around.place.add(ax.Assign(_state(times), write(body.count, around.place)))
        around.place.add(ax.Assign(_state(index), ax.Name("0")))
        at_end = ax.Binary(">=", _state(index), _state(times))
        self._loop(body, _Loop("next_turn", index, at_end, (), {}), around, sink, after)

    def _while(self, body: n.While, around: Around, sink: Sink, after: Lines) -> None:
        around.frame.mark(around.frame.owner)
        index, limit = self.field("turn", "Integer"), self.field("limit", "PipelineLimit")
        made = ax.New("PipelineLimit", (write(body.limit, around.place),))
        around.place.add(ax.Assign(_state(limit), made))
        counted = ax.Assign(_state(index), ax.call(f"{STATE}.{limit}.next"))
        self._loop(body, _Loop("next_turn", index, None, (counted,), {}), around, sink, after)

    def _loop(
        self,
        body: n.Foreach | n.While | n.Repeat,
        loop: "_Loop",
        around: Around,
        sink: Sink,
        after: Lines,
    ) -> None:
        """Lower a loop: a label decides whether there is another turn, and begins it."""
        head = self._label(loop.hint)
        head.title = loop.hint
        inner_sink = self._loop_sink(body, loop, around, sink)
        self.current.leave(to(head))
        path = around.frame.path
        inside = self._placed(head, around)
        self._head(body, loop, inside, after)
        place = self.field(f"{loop.hint}_place", "String")
        inside.place.add(ax.Assign(_state(place), iteration_address(path, _state(loop.index))))
        again = (*loop.onward, to(head))
        address = Address(f"{STATE}.{place}")
        frame = replace(inside.frame, path=address, owner=address)
        for name, value in loop.values.items():
            frame = frame.knowing(name, value)
        keep = inner_sink if isinstance(inner_sink, Keep) else None
        exits = Exit(again, around.finals)
        inside = replace(
            inside,
            frame=replace(frame, keep=keep),
            breaks=Exit(after, around.finals),
            continues=exits,
            edge=self._kept(keep, again) if keep else inside.edge,
        )
        if keep:
            inside = self._placed_again(inside, inside.edge)
        self._block(body.body, inside, inner_sink, again)

    def _head(
        self, body: n.Foreach | n.While | n.Repeat, loop: "_Loop", around: Around, after: Lines
    ) -> None:
        at_end = loop.at_end
        if isinstance(body, n.While):
            around.frame.mark(around.frame.owner)
            at_end = ax.negation(write(body.condition, around.place))
        assert at_end is not None, "only `while` has a condition of its own"
        self.current.leave(ax.If(((at_end, after),)))
        around.place.add(*loop.taken)

    def _kept(self, keep: Keep, again: Lines) -> Lines:
        """Give what follows the failure of an iteration that collects errors."""
        error = ax.call("PipelineException.restored", ax.Name("problem"))
        made = ax.call("PipelineOutcome.failed", keep.index, error)
        return (ax.Evaluate(ax.call(f"{keep.name}.add", made)), *again)

    def _loop_sink(
        self,
        body: n.Foreach | n.While | n.Repeat,
        loop: "_Loop",
        around: Around,
        sink: Sink,
    ) -> Sink:
        collects = isinstance(body, n.Foreach) and body.collect_errors
        if isinstance(sink, Into):
            name = sink.name
        elif collects:
            name = f"{STATE}.{self.field('outcomes', 'List<PipelineOutcome>')}"
        else:
            return Drop()
        made = ax.New(self.home.written(body.result))
        around.place.add(ax.Assign(ax.Name(name), made))
        if collects:
            return Keep(name, _state(loop.index))
        assert isinstance(body.result, t.ListType), "a loop that is read gives a list"
        return Append(name, body.result.item)

    # ------------------------------------------------------------ failures

    def _caught(self, wanted: str) -> tuple[str, str]:
        """Take a field for an error that is handled, and the variable that it is restored as."""
        held = self.field(wanted, HELD)
        self.restored[held] = held
        return held, held

    def _handling(self, source: str, around: Around) -> Around:
        """Note the error that a handler has to do with."""
        held, name = self._caught(source)
        around.place.add(ax.Assign(_state(held), ax.Name("problem")))
        return replace(
            around, frame=around.frame.knowing(source, Value(ax.Name(name), t.PIPELINE_ERROR))
        )

    def _try(self, body: n.Try, named: str, around: Around, sink: Sink, after: Lines) -> None:
        final = self._label(f"finish_{named}") if body.final is not None else None
        inside, edge, done = around, self._failed(around), after
        if final is not None:
            fields = (self.field("afterwards", "String"), self.field("pending", HELD))
            inside = replace(around, finals=(Final(final, fields[0]), *around.finals))
            done = self._through(final, fields, after)
            edge = (ax.Assign(_state(fields[1]), ax.Name("problem")), to(final))
        outer = replace(inside, edge=edge)
        handler = self._label(f"handle_{named}") if body.catches else None
        values = self._exported(around.place.values)
        tried = self._placed_again(outer, (to(handler),) if handler else edge)
        self._block(body.body, tried, sink, done)
        if handler is not None:
            self._catches(body, self._placed(handler, outer, values), sink, done, values)
        if final is not None and body.final is not None:
            self._finally(body.final, final, fields, around, values)

    def _through(self, final: Label, fields: tuple[str, str], after: Lines) -> Lines:
        """Give what ends a block that a `finally` follows."""
        onward = self._label("onward")
        onward.lines.extend(after)
        onward.placed = True
        self.labels.append(onward)
        name = ax.Call(mark(onward), "name")
        clear = ax.Assign(_state(fields[1]), ax.NULL)
        return (clear, ax.Assign(_state(fields[0]), name), to(final))

    def _finally(
        self,
        block: n.Block,
        label: Label,
        fields: tuple[str, str],
        around: Around,
        values: dict[str, Value],
    ) -> None:
        pending = _state(fields[1])
        joined = ax.Assign(ax.Name("problem"), ax.call("joined", ax.Name("problem"), pending))
        failed = self._failed(around)
        inside = self._placed(label, replace(around, edge=(joined, *failed)), values)
        inside = inside.within(path=around.frame.path.below("finally"))
        raised = (ax.Assign(ax.Name("problem"), pending), *failed)
        missing = ax.Binary("!=", pending, ax.NULL)
        onward = ax.Return(ax.call("PipelineStep.next", _state(fields[0])))
        self._block(block, inside, Drop(), (ax.If(((missing, raised),)), onward))

    def _catches(
        self,
        body: n.Try,
        around: Around,
        sink: Sink,
        after: Lines,
        values: dict[str, Value],
    ) -> None:
        """Lower handlers: a label finds the first that takes the error."""
        wanted = next((each.name for each in body.catches if each.name), "error")
        held, name = self._caught(wanted)
        self.current.title = self.current.hint
        around.place.add(ax.Assign(_state(held), ax.Name("problem")))
        later = ax.call("following", ax.Name("problem"), _state(held))
        edge = (ax.Assign(ax.Name("problem"), later), *self._failed(around))
        inner = replace(around, edge=edge).within(handled=ax.Name(name))
        deferred: list[tuple[Label, n.Catch, Address]] = []
        for number, each in enumerate(body.catches):
            label = self._label("caught")
            segment = "catch" if number == 0 else f"catch#{number + 1}"
            deferred.append((label, each, around.frame.path.below(segment)))
            if each.errors is None:
                self.current.leave(to(label))
                break
            taken = ax.call(f"{name}.matches", name_set(each.errors))
            self.current.leave(ax.If(((taken, (to(label),)),)))
        else:
            self.current.leave(*self._failed(around))
        for label, clause, path in deferred:
            inside = self._placed(label, inner, values).within(path=path)
            if clause.name is not None:
                known = Value(ax.Name(name), t.PIPELINE_ERROR)
                inside = replace(inside, frame=inside.frame.knowing(clause.name, known))
            self._block(clause.body, inside, sink, after)

    # ------------------------------------------------------------ branches beside each other

    def _parallel(self, body: n.Parallel, around: Around, sink: Sink, after: Lines) -> None:
        """Lower branches that join: one after another."""
        path, values = around.frame.path, self._exported(around.place.values)
        made: list[ax.Expression] = []
        parts = body.result.fields if isinstance(body.result, t.AnonymousType) else ()
        types = {each.name: each.type for each in parts}
        for branch in body.branches:
            kind = types.get(branch.name, t.NULL)
            wanted = kind != t.NULL and not isinstance(sink, Drop)
            held = self.field(branch.name, self.home.written(kind)) if wanted else None
            made.append(_state(held) if held else ax.NULL)
            inner: Sink = Into(f"{STATE}.{held}", kind) if held else Drop()
            onward = self._label(f"after_{branch.name}")
            inside = around.within(path=path.below(branch.name))
            self._block(branch.body, inside, inner, (to(onward),))
            around = self._placed(onward, around, values)
        if not isinstance(sink, Drop):
            assert isinstance(body.result, t.AnonymousType), "branches that join make a record"
            whole = ax.New(self.home.join(body.result, "branches"), tuple(made))
            put(whole, body.result, around.frame, sink)
        self.current.leave(*after)


@dataclass(frozen=True, slots=True)
class _Loop:
    """What loops differ in: how a turn is counted, when there is none, and what it begins with."""

    hint: str
    index: str
    at_end: ax.Expression | None
    taken: Lines
    values: dict[str, Value]

    @property
    def onward(self) -> Lines:
        """Give what counts a turn at its end; a `while` counts at its start."""
        if self.at_end is None:
            return ()
        return (ax.Increment(f"{STATE}.{self.index}"),)


def _state(name: str) -> ax.Expression:
    return ax.Name(f"{STATE}.{name}")
