"""A plan as text for people: one statement a line, its policies below it."""

from collections.abc import Iterator, Sequence

from pipesmith.diagnostics.render_cells import plain
from pipesmith.plan.model import Cost, PipelinePlan, Policy, Section, Unit
from pipesmith.plan.provenance import duration
from pipesmith.target import Need

_ORIGINS = {"component": "  (by the component)", "default": "  (by default)"}


def text(plan: PipelinePlan) -> str:
    """Write a plan; `*` marks the longest way, `after` what a statement waits for."""
    rows = [plan.signature, *_policies(plan.policies), *_section(plan.body)]
    if plan.on_error is not None:
        rows += ["", "on error", *_section(plan.on_error)]
    rows += ["", *_summary(plan)]
    return "\n".join(plain(row).rstrip() for row in rows) + "\n"


def _section(section: Section) -> Iterator[str]:
    for unit in section.units:
        yield from ("  " + row for row in _unit(unit))


def _unit(unit: Unit) -> Iterator[str]:
    does = f" = {unit.does}" if unit.does not in ("", unit.name) else ""
    after = f"    after {', '.join(unit.after)}" if unit.after else ""
    yield f"{'*' if unit.longest else ' '} {unit.name}{does}{after}"
    yield from ("  " + row for row in _policies(unit.policies))
    if unit.limit is not None:
        yield f"    {unit.limit}"
    for section in unit.sections:
        if section.label:
            yield f"    [{section.label}]"
        yield from ("  " + row for row in _section(section))


def _policies(policies: tuple[Policy, ...]) -> Iterator[str]:
    for policy in policies:
        yield f"  {policy.word} {policy.value}{_ORIGINS.get(policy.origin, '')}"


def _summary(plan: PipelinePlan) -> Iterator[str]:
    body = plan.body
    yield f"at once:  {body.shape or 'nothing'}"
    yield f"longest:  {', '.join(body.way) or 'nothing'}: {cost(body.cost)}"
    if plan.cost != body.cost:
        yield f"at most:  {duration(plan.cost.milliseconds)}, its timeout"


def needed(needs: Sequence[Need]) -> str:
    """Write what a run needs of what a platform limits: so much at worst, of so much."""
    width = max((len(each.name) for each in needs), default=0) + 1
    rows = [f"{f'{each.name}:':{width}} {_worst(each)}" for each in needs]
    return "".join(f"{plain(row)}\n" for row in rows)


def _worst(need: Need) -> str:
    limit = f" of {need.limit}" if need.limit else ""
    return need.worst + limit + (f" in a {need.per}" if need.per else "")


def cost(cost: Cost) -> str:
    """Write a cost; one without a bound is that of one turn of each open loop."""
    calls = f"{cost.calls} call{'' if cost.calls == 1 else 's'} in a row"
    taken = duration(cost.milliseconds)
    return f"{calls}, {taken}" + ("" if cost.bounded else " with one turn of each open loop")
