"""The blocks of components that hold others: which stages each of them names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipesmith.importing.flowmason.dialect import Stage
from pipesmith.importing.ledger import Part

Label = tuple[str, ...]
"""The name of a block within its stage: `("true",)`, `("route", "billing")`."""

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "conditional": {
        "true": (
            "true_branch_stages", "true_branch", "true_stages", "then_stages", "then",
            "on_true", "if_true", "true_stage",
        ),
        "false": (
            "false_branch_stages", "false_branch", "false_stages", "else_stages", "else",
            "on_false", "if_false", "false_stage",
        ),
    },
    "foreach": {
        "loop": ("loop_stages", "stages", "body_stages", "body", "do", "stage_ids", "loop_stage")
    },
    "trycatch": {
        "try": ("try_stages", "try", "try_branch", "try_stage"),
        "catch": ("catch_stages", "catch", "catch_branch", "on_error_stages", "catch_stage"),
        "finally": ("finally_stages", "finally", "finally_branch", "finally_stage"),
    },
}  # fmt: skip
"""The fields that name the stages of a block, by component and block."""

DEFAULT_ROUTE = ("default_route", "default", "default_stages", "default_branch", "else")


@dataclass(frozen=True, slots=True)
class Branch:
    """One block of a stage, and where the stages in it are named."""

    label: Label
    targets: tuple[Part, ...]


def branches_of(stage: Stage) -> tuple[Branch, ...]:
    """Give the blocks of a stage, in their order; none for a component that holds no others."""
    match stage.kind:
        case "router":
            return (*_routes(stage),)
        case "parallel":
            return (*_sides(stage),)
        case kind if kind in FIELDS:
            found = ((label, stage.setting(*names)) for label, names in FIELDS[kind].items())
            return tuple(Branch((label,), _targets(part)) for label, part in found if part)
        case _:
            return ()


def _targets(part: Part) -> tuple[Part, ...]:
    if part.value == []:
        part.take()
    if isinstance(part.value, str) and "," in part.value:
        return ()
    return (*part.items(),)


def _routes(stage: Stage) -> Iterator[Branch]:
    routes = stage.setting("routes", "cases", "branches")
    if isinstance(routes.value, list):
        for each in routes.items():
            yield Branch(("route", _case(each)), _targets(each.part(*_TO)))
    for member in routes.members():
        targets = member.part(*_TO) if isinstance(member.value, dict) else member
        yield Branch(("route", member.name), _targets(targets))
    default = stage.setting(*DEFAULT_ROUTE)
    if default:
        yield Branch(("default",), _targets(default))


_TO = ("stages", "stage", "then", "to", "target", "stage_id")


def _case(part: Part) -> str:
    value = part.part("value", "case", "when", "match").text()
    return value if value is not None else part.name


def _sides(stage: Stage) -> Iterator[Branch]:
    sides = stage.setting("branches", "parallel_stages", "stages")
    named = [*sides.members()] or [*sides.items()]
    for place, side in enumerate(named):
        label = side.name if isinstance(sides.value, dict) else f"branch_{place + 1}"
        yield Branch(("side", label), _targets(side))
