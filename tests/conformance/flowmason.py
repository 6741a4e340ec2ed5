"""What comes of the cases of the FlowMason runner, worked out from their own definitions.

A table of what each type of stage does, and nothing of the language: the programs that say the
same are beside this file, in `flowmason_runner`.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WORK = 1.0
"""The seconds that a logger or a handler takes in these runs."""

Stage = Mapping[str, Any]
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a run comes to: attempts by stage, and seconds; `failing` is what was made to fail."""

    result: Any = None
    error: str | None = None
    ran: Mapping[str, int] = field(default_factory=dict)
    took: float = 0.0
    failing: str | None = None


def expected(case: Mapping[str, Any]) -> list[Expected]:
    """Give what a case comes to; a `try` is run twice, once with a failure."""
    stages = case["stages"]
    if len(stages) > 1:
        return [graph(stages)]
    (stage,) = stages
    return TABLE[stage["type"]](stage, stage["input_mapping"])


# ------------------------------------------------------------------ several stages


def graph(stages: list[Stage]) -> Expected:
    """Walk a graph: what is not taken is left out, and everything waits for what it names."""
    skipped = {name for stage in stages for name in not_taken(stage)}
    ends: dict[str, float] = {}
    for stage in stages:
        start = max((ends.get(name, 0.0) for name in stage["depends_on"]), default=0.0)
        if stage["id"] not in skipped:
            ends[stage["id"]] = start + (WORK if stage["type"] == "logger" else 0.0)
    ran = {
        s["id"]: 1 for s in stages if s["id"] in ends and s["type"] in ("logger", "json_transform")
    }
    return Expected(branch(stages), ran=ran, took=max(ends.values()))


def branch(stages: list[Stage]) -> Any:
    """Give the branch that is taken, where taking one is all there is."""
    first, *others = stages
    chosen = taken(first["input_mapping"]) if first["type"] == "conditional" else []
    alone = all(other["depends_on"] == [first["id"]] for other in others)
    return chosen if chosen and alone and len(chosen) == 1 else None


def taken(given: Stage) -> Any:
    """Give the stages of the branch that a condition takes."""
    holds = given["condition"]
    if "condition_expression" in given:
        holds = compared(holds, given["condition_expression"])
    return given["true_branch_stages" if holds else "false_branch_stages"]


def not_taken(stage: Stage) -> list[str]:
    """Give the stages of the other branch."""
    if stage["type"] != "conditional":
        return []
    given = stage["input_mapping"]
    both = [*given["true_branch_stages"], *given["false_branch_stages"]]
    return [name for name in both if name not in taken(given)]


def compared(value: Any, expression: str) -> bool:
    """Compare a value with the literal at the end of `value > 80` or `data['score'] >= 80`."""
    _, sign, literal = expression.split()
    return COMPARISONS[sign](value, {"True": True}.get(literal) or int(literal))


# ------------------------------------------------------------------ one stage


def conditional(stage: Stage, given: Stage) -> list[Expected]:
    return [Expected(taken(given))]


def router(stage: Stage, given: Stage) -> list[Expected]:
    value = given["value"].lower() if given.get("case_insensitive") else given["value"]
    (handler,) = given["routes"].get(value, given.get("default_route"))
    return [Expected(handler, ran={handler: 1}, took=WORK)]


def foreach(stage: Stage, given: Stage) -> list[Expected]:
    items = given["items"]
    if "filter_expression" in given:
        items = [item for item in items if compared(item["active"], given["filter_expression"])]
    at_once = given["max_parallel"] if given.get("parallel") else 1
    ran = {"done": len(items)} if items else {}
    return [Expected(items, ran=ran, took=ceil(len(items) / at_once) * WORK)]


def trycatch(stage: Stage, given: Stage) -> list[Expected]:
    (attempt,), (handler,) = given["try_stages"], given["catch_stages"]
    final = dict.fromkeys(given.get("finally_stages", ()), 1)
    retries, delay = given.get("max_retries", 0), given.get("retry_delay_ms", 0) / 1000
    goes_on = given.get("error_scope") == "propagate"
    attempts = 1 + retries
    return [
        Expected(attempt, ran={attempt: 1, **final}, took=WORK * (1 + len(final))),
        Expected(
            None if goes_on else handler,
            "CONNECTIVITY" if goes_on else None,
            {attempt: attempts, handler: 1, **final},
            WORK * (attempts + 1 + len(final)) + delay * retries,
            f"{stage['id']}/{attempt}",
        ),
    ]


def subpipeline(stage: Stage, given: Stage) -> list[Expected]:
    ran = {stage["id"]: 1}
    if "timeout_ms" in given:
        return [Expected(error="TIMEOUT", ran=ran, took=given["timeout_ms"] / 1000)]
    if given.get("on_error") == "default":
        return [Expected(given["default_result"], ran=ran)]
    return [Expected(given["input_data"], ran=ran)]


def early_return(stage: Stage, given: Stage) -> list[Expected]:
    if given["condition"]:
        return [Expected(given["return_value"])]
    return [Expected(ran={"log.info": 1}, took=WORK)]


def logger(stage: Stage, given: Stage) -> list[Expected]:
    return [Expected(ran={stage["id"]: 1}, took=WORK)]


def json_transform(stage: Stage, given: Stage) -> list[Expected]:
    found = {}
    for name, path in given["mapping"].items():
        found[name] = given["data"]
        for step in path.split("."):
            found[name] = found[name][step]
    return [Expected(found, ran={stage["id"]: 1})]


def filtered(stage: Stage, given: Stage) -> list[Expected]:
    passes = compared(given["data"]["score"], given["condition"])
    return [Expected(given["data"] if passes else None)]


def schema_validate(stage: Stage, given: Stage) -> list[Expected]:
    ran = {stage["id"]: 1}
    if given["data"].keys() >= {*given["json_schema"]["required"]}:
        return [Expected(given["data"], ran=ran)]
    return [Expected(error="VALIDATION", ran=ran)]


def variable_set(stage: Stage, given: Stage) -> list[Expected]:
    return [Expected(given["value"])]


TABLE: Mapping[str, Callable[[Stage, Stage], list[Expected]]] = {
    "conditional": conditional,
    "router": router,
    "foreach": foreach,
    "trycatch": trycatch,
    "subpipeline": subpipeline,
    "return": early_return,
    "logger": logger,
    "json_transform": json_transform,
    "filter": filtered,
    "schema_validate": schema_validate,
    "variable_set": variable_set,
}
