"""The stages that judge, improve, choose and merge texts, as the components that do so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.importing.expressions.coercing import a_list, converted, text_part
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.model_settings import DEFAULT, model_name, model_setting
from pipesmith.importing.flowmason.place import Place, number_in
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, text
from pipesmith.syntax import nodes as n

TEXTS = t.ListType(t.STRING)
TOKENS = Value(
    n.NullLiteral(), t.JSON, doubt="tokens are told by events and reports, and are null as a value"
)


@dataclass(frozen=True, slots=True)
class Spec:
    """How a component of theirs is a standard one.

    `subject` is the parameter that takes what is judged, `task` the one that says how; each with
    the fields that fill it. `more` are fields that are said beside the task. `names` are members of
    their output by the names that ours have.
    """

    component: str
    record: str
    subject: tuple[str, tuple[str, ...]]
    task: tuple[str, tuple[str, ...], str]
    members: Mapping[str, t.Type]
    main: str
    names: Mapping[str, tuple[str, ...]]
    more: tuple[str, ...] = ("context",)
    constants: Mapping[str, Value] = field(default_factory=dict)


def _untold(what: str) -> Value:
    return Value(
        n.NullLiteral(), t.JSON, doubt=f"`{what}` is not told by the component, and is null"
    )


SPECS: Mapping[str, Spec] = {
    "critic": Spec(
        "llm.critic",
        "LlmCritique",
        ("content", ("content", "text", "input")),
        ("criteria", ("criteria", "evaluation_criteria"), "overall quality"),
        {"score": t.FLOAT, "passed": t.BOOL, "feedback": t.STRING, "issues": TEXTS},
        "feedback",
        {
            "passed": ("passes_threshold", "approved", "passes"),
            "feedback": ("critique", "summary", "content"),
            "issues": ("improvements", "suggestions", "weaknesses"),
        },
        ("context", "rubric"),
        {name: _untold(name) for name in ("overall_rating", "strengths", "criterion_scores")},
    ),
    "improver": Spec(
        "llm.improver",
        "LlmImprovement",
        ("content", ("content", "text", "input")),
        ("feedback", ("feedback", "instructions", "critique"), "improve it"),
        {"content": t.STRING, "changes": TEXTS},
        "content",
        {
            "content": ("improved_content", "improved", "improved_text"),
            "changes": ("changes_made", "improvements"),
        },
        ("context", "improvement_focus", "preserve_aspects"),
        {name: _untold(name) for name in ("preserved_aspects", "improvement_summary")},
    ),
    "selector": Spec(
        "llm.selector",
        "LlmSelection",
        ("options", ("candidates", "options", "items", "choices")),
        ("criteria", ("criteria", "selection_criteria", "prompt"), "the best one"),
        {"choice": t.STRING, "index": t.INT, "reason": t.STRING},
        "choice",
        {
            "choice": ("selected", "content", "best"),
            "index": ("selected_index",),
            "reason": ("explanation", "reasoning"),
        },
        ("context",),
        {name: _untold(name) for name in ("rankings", "confidence")},
    ),
    "synthesizer": Spec(
        "llm.synthesizer",
        "LlmSynthesis",
        ("contents", ("inputs", "contents", "sources", "items", "texts")),
        ("task", ("synthesis_strategy", "task", "instruction", "prompt", "strategy"), "integrate"),
        {"content": t.STRING},
        "content",
        {"content": ("synthesized", "synthesis", "text", "result")},
        ("context", "output_format"),
        {name: _untold(name) for name in ("key_themes", "sources_used", "strategy_applied")},
    ),
}


def judged(place: Place) -> Iterator[n.Statement]:
    """Write a stage of these kinds; one that has a prompt of its own is a question."""
    from pipesmith.importing.flowmason.models import asked

    spec = SPECS[place.stage.kind]
    parameter, fields = spec.subject
    subject = place.setting(*fields)
    if not subject:
        record = t.NominalType("record", spec.record, "")
        yield from asked(place, record if place.stage.kind == "critic" else t.STRING)
        return
    arguments = {parameter: _subject(place, subject, parameter), spec.task[0]: _task(place, spec)}
    arguments |= dict(_settings(place))
    clauses = clauses_of(place)
    yield place.named(place.invoke(spec.component, arguments), *clauses.clauses)
    answer = place.result(clauses.type(t.NominalType("record", spec.record, "")))
    gives_record(place, answer, spec)


def _subject(place: Place, part: Part, parameter: str) -> n.Expression:
    if parameter == "content":
        return place.code(part, t.STRING)
    if isinstance(part.value, list):
        return n.ListLiteral(tuple(place.code(each, t.STRING) for each in part.items()))
    return converted(a_list(place.value(part)), TEXTS)


def _settings(place: Place) -> Iterator[tuple[str, n.Expression]]:
    if place.stage.kind == "critic":
        least = number_in(place.setting("threshold", "pass_threshold", "min_score"), 0)
        if least is not None:
            yield "threshold", n.FloatLiteral(least)
    issues = place.setting("improvements", "issues")
    if place.stage.kind == "improver" and issues:
        yield "issues", _subject(place, issues, "issues")
    if (name := model_name(place)) != DEFAULT:
        yield "model", text(name)
    if (heat := number_in(model_setting(place, "temperature"), 0)) is not None:
        yield "temperature", n.FloatLiteral(heat)


def _task(place: Place, spec: Spec) -> n.Expression:
    """Say what is to be done: the task, and what stands beside it."""
    _, fields, default = spec.task
    part = place.setting(*fields)
    if isinstance(part.value, str) and not any(place.setting(name) for name in spec.more):
        return place.code(part, t.STRING)
    pieces: list[str | n.Expression] = _pieces(place, part) if part else [default]
    for name in spec.more:
        if more := place.setting(name):
            pieces += [f". {name.replace('_', ' ').capitalize()}: ", *_pieces(place, more)]
    return n.Text(_merged(pieces))


def _pieces(place: Place, part: Part) -> list[str | n.Expression]:
    """Give the words of a text, or of all items of a list or object."""
    if isinstance(part.value, dict):
        rows = [[f"{each.name}: ", *_pieces(place, each)] for each in part.members()]
    elif isinstance(part.value, list):
        rows = [_pieces(place, each) for each in part.items()]
    else:
        found = place.value(part)
        return [*found.code.parts] if isinstance(found.code, n.Text) else [text_part(found)]
    return [piece for at, row in enumerate(rows) for piece in (["; ", *row] if at else row)]


def _merged(pieces: list[str | n.Expression]) -> tuple[str | n.Expression, ...]:
    merged: list[str | n.Expression] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


def gives_record(place: Place, answer: Value, spec: Spec) -> None:
    """Note what the answer of a standard component gives, by their names and ours."""
    safe = isinstance(answer.type, t.OptionalType)
    found = {
        name: Value(
            n.Member(answer.code, n.Name(name), safe=safe), t.optional(kind) if safe else kind
        )
        for name, kind in spec.members.items()
    }
    others = {other: found[name] for name, others in spec.names.items() for other in others}
    every = {"output": found[spec.main], **others, **found, **spec.constants}
    every.setdefault("result", Value(answer.code, answer.type, views=every, main=found[spec.main]))
    place.building.outputs[place.stage.id] = Value(
        answer.code, answer.type, Shape(t.JSON), {"tokens_used": TOKENS, **every}, found[spec.main]
    )
