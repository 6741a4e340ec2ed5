"""Names in tests and properties.

Inputs of the pipeline are in scope everywhere in a test, by the names of its parameters; the
arguments of a mocked call in what the mock answers; `result` and `took` in conditions.
"""

from typing import assert_never

from pipesmith.analysis import name_findings, scenario_findings
from pipesmith.analysis.addresses import Found, find_stages
from pipesmith.analysis.bindings import Binding, Declared, Subject
from pipesmith.analysis.resolve_expressions import (
    kind_of,
    resolve_error,
    resolve_expression,
    resolve_optional,
)
from pipesmith.analysis.resolving import Resolving
from pipesmith.analysis.standard import STANDARD_COMPONENTS, StandardComponent
from pipesmith.diagnostics import Slug
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.syntax import nodes as s


def resolve_tests(tree: s.Module, state: Resolving) -> None:
    """Resolve the tests and properties of a module."""
    titles: dict[str, s.Text] = {}
    for node in tree.declarations:
        if isinstance(node, s.Test | s.Property):
            _check_title(node, titles, state)
            state.declaration = (state.module, f'"{node.title.constant}"')
            with state.scope():
                _resolve_scenario(node, state)


def pipeline_of(node: s.Test | s.Property) -> s.Name | None:
    """Give the name of the pipeline that a test or property runs."""
    if isinstance(node, s.Property):
        return node.pipeline
    return next((item.call.function for item in node.items if isinstance(item, s.Given)), None)


def _check_title(node: s.Test | s.Property, titles: dict[str, s.Text], state: Resolving) -> None:
    title = node.title.constant or ""
    if title in titles:
        first = titles[title].span
        state.findings.append(name_findings.duplicate("the test", title, node.title.span, first))
    titles.setdefault(title, node.title)


def _resolve_scenario(node: s.Test | s.Property, state: Resolving) -> None:
    for item in node.items:
        if isinstance(item, s.Given):
            for argument in item.call.arguments:
                resolve_expression(argument.value, state)
    pipeline = _pipeline(pipeline_of(node), state)
    _bind_inputs(node, pipeline, state)
    for item in node.items:
        match item:
            case s.Mock():
                _resolve_mock(item, pipeline, state)
            case s.Expect():
                _resolve_expect(node, item, pipeline, state)
            case s.Given():
                pass
            case _:
                assert_never(item)


def _pipeline(name: s.Name | None, state: Resolving) -> Declared | None:
    if name is None:
        return None
    declared = state.find(name.text)
    if declared is None:
        pipelines = state.declared(s.Pipeline)
        state.unknown(codes.UNKNOWN_COMPONENT, "pipeline", name, "not a pipeline", pipelines)
    elif not isinstance(declared.node, s.Pipeline):
        actual = kind_of(declared.node)
        state.findings.append(
            name_findings.wrong_kind(
                codes.UNKNOWN_COMPONENT, name.text, name.span, actual, "a pipeline"
            )
        )
        return None
    return declared


def _bind_inputs(node: s.Test | s.Property, pipeline: Declared | None, state: Resolving) -> None:
    """Bring the pipeline's parameters into scope, and check those that a property names."""
    fields = _parameters(pipeline)
    for field in fields:
        state.scopes.bind(state.names.bindings[field])
    if isinstance(node, s.Property) and pipeline is not None:
        known = [field.name.text for field in fields]
        seen: dict[str, s.Name] = {}
        for name in node.parameters:
            if name.text not in known:
                state.unknown(
                    codes.UNKNOWN_ARGUMENT, "parameter", name, f"not of `{pipeline.name}`", known
                )
            elif name.text in seen:
                first = seen[name.text].span
                state.findings.append(
                    name_findings.duplicate("the parameter", name.text, name.span, first)
                )
            seen.setdefault(name.text, name)


def _parameters(called: Declared | None) -> tuple[s.Field, ...]:
    if called is None or not isinstance(called.node, s.Component | s.Pipeline):
        return ()
    return called.node.parameters


# ---------------------------------------------------------------- mocks


def _resolve_mock(mock: s.Mock, pipeline: Declared | None, state: Resolving) -> None:
    for argument in mock.arguments:
        resolve_expression(argument.value, state)
    subject = None
    if mock.signal is None:
        place = mock.component or s.Name(mock.address or "", span=mock.span)
        subject = _subject(place, pipeline, codes.BAD_MOCK, state)
    if subject is not None:
        state.names.subjects[mock] = subject
    for outcome in (each for outcomes in mock.alternatives for each in outcomes):
        _resolve_outcome(outcome, subject, state)


def _resolve_outcome(outcome: s.Outcome, subject: Subject | None, state: Resolving) -> None:
    resolve_optional(outcome.takes, state)
    resolve_optional(outcome.times, state)
    if outcome.error is not None:
        resolve_error(outcome.error, state, raised=True)
    with state.scope():
        for binding in _arguments(subject, state):
            state.scopes.bind(binding)
        resolve_optional(outcome.value, state)


def _arguments(subject: Subject | None, state: Resolving) -> list[Binding]:
    """Give the names of the parameters of what is mocked, as the values they have in a call."""
    match subject.called if subject is not None else None:
        case Declared() as declared:
            return [state.names.bindings[field] for field in _parameters(declared)]
        case StandardComponent(parameters=parameters):
            assert subject is not None
            span = state.file.tree.span
            made = [Binding("parameter", each.name, span, each) for each in parameters]
            for binding in made:
                state.names.bindings[binding.node] = binding
            return made
        case None:
            return []


# ---------------------------------------------------------------- expectations


def _resolve_expect(
    node: s.Test | s.Property, expect: s.Expect, pipeline: Declared | None, state: Resolving
) -> None:
    resolve_optional(expect.times, state)
    for argument in expect.arguments or ():
        resolve_expression(argument.value, state)
    match expect.form:
        case "condition" | "took":
            _resolve_condition(node, expect, state)
        case "fails":
            resolve_error(s.Name(expect.name or "", span=expect.span), state, raised=False)
        case "called":
            place = s.Name(expect.name or "", span=expect.span)
            subject = _subject(place, pipeline, codes.BAD_EXPECTATION, state)
            if subject is not None:
                state.names.subjects[expect] = subject
        case "skipped" | "retried" | "order":
            for address in (expect.name, expect.other):
                if address is not None and pipeline is not None:
                    _check_seen(s.Name(address, span=expect.span), pipeline, state)
        case _:
            assert_never(expect.form)


def _resolve_condition(node: s.Test | s.Property, expect: s.Expect, state: Resolving) -> None:
    """Bring `result` and `took` into scope, each unless the pipeline has an input of that name."""
    result = Binding("result", "result", expect.span, node)
    state.names.bindings[expect] = result
    with state.scope():
        for binding in (result, Binding("took", "took", expect.span, node)):
            if binding.name not in state.scopes.visible:
                state.scopes.bind(binding)
        resolve_optional(expect.condition, state)


def _check_seen(place: s.Name, pipeline: Declared, state: Resolving) -> None:
    """Refuse an address that leads nowhere, or to a statement that no event tells of."""
    found = _stages(place, pipeline, state)
    if found and not any(_is_seen(each) for each in found):
        state.findings.append(scenario_findings.unseen(place))


def _is_seen(found: Found) -> bool:
    """Tell whether a run tells of a statement: calls, loops, and what has a name or clauses."""
    work = found.work
    silent = s.If | s.Switch | s.Try | s.Parallel
    return (
        not isinstance(work, s.Control) or bool(work.clauses) or not isinstance(work.body, silent)
    )


# ---------------------------------------------------------------- what a test is about


def _subject(
    place: s.Name, pipeline: Declared | None, slug: Slug, state: Resolving
) -> Subject | None:
    """Find what is meant: what a name declares, else what the stages at an address call."""
    declared = state.find(place.text)
    if declared is not None and isinstance(declared.node, s.Component | s.Pipeline):
        return Subject(declared)
    if declared is None and place.text in STANDARD_COMPONENTS:
        return Subject(STANDARD_COMPONENTS[place.text])
    if pipeline is None:
        return None
    if set(place.text) & set("/#[") or _is_stage(place.text, pipeline, state):
        found = _stages(place, pipeline, state)
        return _called_at(place, found, slug, state) if found else None
    called = (*state.declared(s.Component, s.Pipeline), *STANDARD_COMPONENTS)
    kind = "component or pipeline"
    state.unknown(codes.UNKNOWN_COMPONENT, kind, place, f"not a {kind}", called)
    return None


def _is_stage(address: str, pipeline: Declared, state: Resolving) -> bool:
    assert isinstance(pipeline.node, s.Pipeline)
    return bool(find_stages(address, pipeline.node, pipeline.module, state.names).found)


def _stages(place: s.Name, pipeline: Declared, state: Resolving) -> tuple[Found, ...]:
    assert isinstance(pipeline.node, s.Pipeline)
    search = find_stages(place.text, pipeline.node, pipeline.module, state.names)
    if not search.found:
        close = nearest(search.missing, search.candidates)
        state.findings.append(scenario_findings.no_stage(place, pipeline.name, search, close))
    return search.found


def _called_at(
    place: s.Name, found: tuple[Found, ...], slug: Slug, state: Resolving
) -> Subject | None:
    """Give what the statements at an address call, if it is one thing."""
    called = [_called(each, state) for each in found]
    if len({id(each) for each in called}) > 1:
        state.findings.append(scenario_findings.calls_several(slug, place))
        return None
    if called[0] is None:
        state.findings.append(scenario_findings.calls_nothing(slug, place))
        return None
    return Subject(called[0], place.text)


def _called(found: Found, state: Resolving) -> Declared | StandardComponent | None:
    if not isinstance(found.work.body, s.Invoke):
        return None
    name = found.work.body.call.function.text
    return state.names.find(found.module, name) or STANDARD_COMPONENTS.get(name)
