"""What this target cannot do: found before anything is written.

Reads     a program of the IR.
Gives     nothing.
Reports   the slugs of `codes`.
Promises  a program without findings can be written.
Leaves    everything that holds for all targets to the front end.
"""

from collections.abc import Iterator, Mapping
from itertools import accumulate, chain

from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith.source import Source, Span
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.bindings import apex_binding, callouts_of
from pipesmith_targets.apex.cautions import cautions
from pipesmith_targets.apex.credentials import is_put_in, request_of
from pipesmith_targets.apex.email_checks import refused_emails
from pipesmith_targets.apex.emails import Mailings
from pipesmith_targets.apex.fitting import unfit
from pipesmith_targets.apex.hosts import REQUEST, host_of, requests_in, url_of
from pipesmith_targets.apex.limits import CALLOUT_TIME, CALLOUTS, Cost, Costs, seconds
from pipesmith_targets.apex.refusal import Refusal
from pipesmith_targets.apex.standard import SUPPORTED
from pipesmith_targets.apex.testing.leaving_out import refusals
from pipesmith_targets.apex.transactions import jobs_of, shortest_wait


def check(
    program: n.Program, sources: Mapping[str, Source], tests: bool = False
) -> Iterator[Finding]:
    """Find what cannot be written in Apex; `sources` turn places into spans.

    What tests say is looked at where they are written.
    """
    for refusal in chain(_refusals(program), refusals(program) if tests else ()):
        yield Finding(
            refusal.slug,
            refusal.message,
            Label(_span(refusal.place, sources), refusal.label),
            notes=refusal.notes,
            help=Suggestion(refusal.help) if refusal.help else None,
        )


def _span(place: n.Place, sources: Mapping[str, Source]) -> Span:
    source = sources.get(place.path)
    if source is None:
        return Span(place.path, 0, 0)
    starts = list(accumulate((len(line) + 1 for line in source.text.split("\n")), initial=0))
    start = starts[place.line - 1] + place.column - 1
    return Span(place.path, start, starts[place.end_line - 1] + place.end_column - 1)


def _refusals(program: n.Program) -> Iterator[Refusal]:
    yield from _features(program)
    declared = Declared.of(program)
    costs, mailings, jobs = Costs(declared), Mailings(declared), jobs_of(declared)
    for module in program.modules:
        for pipeline in module.pipelines:
            is_job = (module.name, pipeline.name) in jobs
            yield from refused_emails(module.name, pipeline, is_job, mailings)
            if is_job:
                yield from unfit(pipeline, jobs, costs)
            else:
                yield from _limits(pipeline, costs.of_pipeline(module.name, pipeline.name))
    yield from cautions(program)


def _features(program: n.Program) -> Iterator[Refusal]:
    declared = Declared.of(program)
    for module in program.modules:
        for item in module.declarations:
            if isinstance(item, n.Component):
                yield from _component(item)
            if isinstance(item, n.Pipeline | n.Function):
                yield from _carried_secrets(item)
                yield from _unknown_hosts(item)
            for part in inside(item):
                if isinstance(part, n.Stage):
                    yield from _stage(part)
                if isinstance(part, n.Stage) and isinstance(part.body, n.ComponentCall):
                    yield from _callout_time(part, part.body, declared)


def _component(component: n.Component) -> Iterator[Refusal]:
    binding = apex_binding(component)
    if binding is None:
        yield Refusal(
            codes.NO_BINDING,
            f"`{component.name}` cannot be built for Apex",
            f"`{component.name}` has no implementation that Apex can use",
            component.place,
            help='add `apex "Class"` to it',
        )
    elif isinstance(binding, n.HttpBinding):
        yield from _secrets(component.name, binding)


def _carried_secrets(item: n.Pipeline | n.Function) -> Iterator[Refusal]:
    """Refuse secrets that the code itself would have to hold."""
    requests = [found for call in requests_in(item) if (found := request_of(call)) is not None]
    headers = {id(part) for each in requests for part in inside(each)}
    for each in requests:
        yield from _secrets(REQUEST, each)
    for part in inside(item):
        if isinstance(part, n.SecretValue) and id(part) not in headers:
            yield Refusal(
                codes.SECRET,
                f"`{item.name}` holds the secret `{part.name}`, which Apex cannot",
                "the code of an org never holds a secret",
                part.place,
                help="read the secret in the request of an operator",
            )


def _unknown_hosts(item: n.Pipeline | n.Function) -> Iterator[Refusal]:
    """Warn of requests that the org has to be told the hosts of by somebody else."""
    for call in requests_in(item):
        url = url_of(call)
        if host_of(url) is None:
            yield Refusal(
                codes.UNKNOWN_HOST,
                f"`{item.name}` sends a request to a host that only a run knows",
                "the org must be told of this host",
                call.place,
                notes=("Salesforce sends requests to the hosts under Remote Site Settings alone",),
            )


def _secrets(name: str, binding: n.HttpBinding) -> Iterator[Refusal]:
    """Refuse secrets where the platform does not put them in."""
    values = [each.value for each in binding.headers]
    values += binding.auth.values if binding.auth is not None else ()
    put_in = {id(part) for each in values if is_put_in(each) for part in inside(each)}
    for part in inside(binding):
        if isinstance(part, n.SecretValue) and id(part) not in put_in:
            yield Refusal(
                codes.SECRET,
                f"`{name}` needs the secret `{part.name}` where Apex cannot put it",
                "Salesforce puts secrets into headers, beside constants alone",
                part.place,
                help="use `auth named_credential`",
            )


# ---------------------------------------------------------------- limits


def _limits(pipeline: n.Pipeline, cost: Cost) -> Iterator[Refusal]:
    """Compare what a pipeline may need with what one transaction allows."""
    if cost.callouts > CALLOUTS:
        yield Refusal(
            codes.CALLOUT_LIMIT,
            f"`{pipeline.name}` could make {cost.callouts} callouts; Apex allows {CALLOUTS}",
            f"one transaction could make {cost.callouts} callouts",
            pipeline.place,
            notes=(f"retries and iterations count: {cost.callouts} is the worst case",),
        )
    if cost.open:
        most = max(1, CALLOUTS // max(1, cost.callouts))
        yield Refusal(
            codes.OPEN_LOOP,
            f"`{pipeline.name}` calls out in a loop without a bound",
            f"nothing bounds {', '.join(f'`{each}`' for each in cost.open)}",
            pipeline.place,
            notes=(f"{CALLOUTS} callouts are enough for about {most} iterations",),
        )


def _callout_time(stage: n.Stage, call: n.ComponentCall, declared: Declared) -> Iterator[Refusal]:
    """Refuse a limit of time that the platform does not wait for."""
    limit = stage.policies.timeout
    if not isinstance(limit, n.DurationValue) or limit.milliseconds <= CALLOUT_TIME:
        return
    if callouts_of(call, declared) is not None:
        yield Refusal(
            codes.CALLOUT_TIME,
            f"`{stage.segment}` allows {seconds(limit.milliseconds)} for a callout; "
            f"Apex allows {seconds(CALLOUT_TIME)}",
            f"one callout takes at most {seconds(CALLOUT_TIME)}",
            limit.place,
            help="allow `2m` or less",
        )


# ---------------------------------------------------------------- stages


def _stage(stage: n.Stage) -> Iterator[Refusal]:
    yield from _body(stage)
    policies = stage.policies
    if policies.retry is not None:
        yield from _retry(stage, policies.retry)


def _retry(stage: n.Stage, retry: n.Retry) -> Iterator[Refusal]:
    deadline = stage.policies.deadline
    if isinstance(deadline, n.DurationValue) and deadline.milliseconds < shortest_wait(retry):
        waits = seconds(shortest_wait(retry))
        yield Refusal(
            codes.DEADLINE,
            f"the attempts of `{stage.segment}` wait longer in Apex than its `deadline` allows",
            f"the deadline is over after {seconds(deadline.milliseconds)}",
            deadline.place,
            notes=(f"Apex waits for whole minutes: the delays take {waits} at least",),
            help=f"allow more than `{waits.replace(' ', '')}`, or leave out `backoff`",
        )


def _raced(race: n.Parallel) -> Iterator[Refusal]:
    """Refuse signals of which the first to come should count."""
    for part in inside(race):
        if isinstance(part, n.Signal):
            yield Refusal(
                codes.SIGNAL,
                f"the signal `{part.name}` cannot be waited for beside others in Apex",
                "the branches are done one after another",
                part.place,
            )


def _body(stage: n.Stage) -> Iterator[Refusal]:
    match stage.body:
        case n.Parallel(mode=mode) as race if mode != "all":
            yield from _raced(race)
        case n.ComponentCall(module="", component=name, place=place) if name not in SUPPORTED:
            yield Refusal(
                codes.COMPONENT,
                f"`{name}` cannot be built for Apex",
                f"Apex has no `{name}`",
                place,
            )
        case _:
            pass
