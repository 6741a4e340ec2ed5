"""Results that are kept for later calls: `cache` and `idempotent`."""

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.frame import Address, Frame, Into
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.scope import Place
from pipesmith_targets.apex.stage_calls import Called


def keeping(
    stage: n.Stage,
    clause: n.Cache | n.Expression,
    called: Called | None,
    outer: Frame,
    inner: Frame,
    sink: Into,
) -> Frame:
    """Write that a value is taken from the store, or worked out by `inner` and kept.

    The frame that is given back stands in place of `inner`.
    """
    made = outer.block()
    place = made.place
    cached = isinstance(clause, n.Cache)
    key = ax.Name(outer.place.names.claim("cacheKey" if cached else "resultKey"))
    place.add(ax.Declare("String", key.text, key_of(stage, clause, called, made)))
    arm = taken(stage, clause, key, outer.path.below(stage.segment), sink, place)
    put = ax.Evaluate(ax.call("PipelineStore.put", key, ax.Name(sink.name)))
    lines = inner.place.lines
    place.add(ax.If((arm,), (*lines, *(() if ax.ends(lines) else (put,)))))
    return made


def taken(
    stage: n.Stage,
    clause: n.Cache | n.Expression,
    key: ax.Expression,
    own: Address,
    sink: Into,
    place: Place,
) -> tuple[ax.Expression, tuple[ax.Statement, ...]]:
    """Write whether a value is kept, and that it is taken; a call is left out then."""
    asked = [key]
    if isinstance(clause, n.Cache):
        asked.append(write(clause.age, place))
    value = ax.call("PipelineStore.get", key)
    written = place.home.written(sink.type)
    given = ax.Assign(ax.Name(sink.name), value if written == "Object" else ax.Cast(written, value))
    skipped = ax.Evaluate(ax.call("PipelineRun.skip", own.read()))
    calls = isinstance(stage.body, n.ComponentCall | n.PipelineCall)
    return ax.call("PipelineStore.has", *asked), (*((skipped,) if calls else ()), given)


def key_of(
    stage: n.Stage, clause: n.Cache | n.Expression, called: Called | None, frame: Frame
) -> ax.Expression:
    """Write the key: what is done, and the key of the source or all arguments."""
    own = clause.key if isinstance(clause, n.Cache) else clause
    word = "cache" if isinstance(clause, n.Cache) else "result"
    owner = ax.Text(f"{word} of {_owner(stage, frame.place)} for ")
    if own is not None:
        shown = as_json(write(own, frame.place), own.type, frame.place.home)
    else:
        shown = _arguments(called, frame.place)
    return ax.Binary("+", owner, ax.call("PipelineJson.write", shown))


def _owner(stage: n.Stage, place: Place) -> str:
    match stage.body:
        case n.ComponentCall(module=module, component=name):
            return f"{module}.{name}".strip(".")
        case n.PipelineCall(module=module, pipeline=name):
            return f"{module}.{name}"
        case _:
            return f"{place.home.name}, line {stage.place.line}"


def _arguments(called: Called | None, place: Place) -> ax.Expression:
    """Write all arguments of a call as JSON."""
    home, pairs = place.home, called.given if called is not None else ()
    values = tuple(as_json(value, field.type, home) for field, value in pairs)
    made = "List<Object>"
    return ax.NewItems(made, values) if values else ax.New(made)
