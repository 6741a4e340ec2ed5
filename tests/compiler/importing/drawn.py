"""Pipelines drawn by chance, the same each time: most of them are sound."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Draw = Callable[[], Any]
SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"a": {"type": "boolean"}, "bC": {"type": "number"}},
            },
        },
        "score": {"type": "number", "default": 1},
        "customer": {
            "type": "object",
            "properties": {"value": {"type": "integer"}, "tier": {"enum": ["gold", "plain"]}},
        },
    },
}
LEAVES = (
    "input.name",
    "input.score",
    "input.items",
    "input.customer.value",
    "env.URL",
    "now()",
    "1",
    "'a'",
    "null",
)
FORMS = (
    "len({})",
    "{} > {}",
    "{} == {}",
    "({} + {})",
    "{} or {}",
    "{} and {}",
    "not {}",
    "{} if {} else {}",
    "{} ? {} : {}",
    "({}).get('a', {})",
    "[x for x in {} if x.a]",
    "{} in {}",
    "({}).upper()",
    "str({})",
    "{} | length(@)",
    "{} | upper",
    "{} * 2",
    "['a', {}]",
    "{{'k': {}}}",
    "sorted({})",
    "max({}, {})",
    "({})[1:3]",
)
LISTS = (
    "true_branch_stages",
    "false_branch_stages",
    "loop_stages",
    "try_stages",
    "catch_stages",
    "finally_stages",
    "default_route",
)


def pipelines(count: int) -> Iterator[dict[str, Any]]:
    """Draw pipelines."""
    for seed in range(count):
        random = Random(seed)
        yield Drawing(random).pipeline(random.randint(1, 7))


class Drawing:
    """Draws one pipeline."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.ids: list[str] = []

    def pipeline(self, size: int) -> dict[str, Any]:
        """Draw a pipeline of stages, of which some stand in the blocks of others."""
        stages = [self.stage(at) for at in range(size)]
        self.nest(stages)
        drawn: dict[str, Any] = {"id": "drawn", "stages": stages}
        if self.random.random() < 0.6:
            drawn["input_schema"] = SCHEMA
            drawn["sample_inputs"] = [{"name": "one", "input": {"name": "n"}}]
        if self.random.random() < 0.5:
            drawn["output_stage_id"] = self.random.choice(self.ids)
        return drawn

    def nest(self, stages: list[dict[str, Any]]) -> None:
        """Put later stages into the blocks of earlier ones, each into one."""
        taken: set[int] = set()

        def later(at: int) -> list[str]:
            free = [each for each in range(at + 1, len(stages)) if each not in taken]
            chosen = free[: self.random.randint(0, 2)]
            taken.update(chosen)
            return [self.ids[each] for each in chosen]

        for at, stage in enumerate(stages):
            config = stage["config"]
            config.update({name: later(at) for name in LISTS if name in config})
            for name in ("routes", "branches"):
                if name in config:
                    config[name] = {key: later(at) for key in config[name]}

    def stage(self, at: int) -> dict[str, Any]:
        """Draw a stage."""
        kind = self.random.choice([*self.components()])
        name = f"{self.random.choice(('s', 'st-', 'Stage_'))}{at}"
        fields = self.components()[kind]
        config = {key: draw() for key, draw in fields.items() if self.random.random() < 0.9}
        before = self.random.sample(self.ids, min(len(self.ids), self.random.randint(0, 2)))
        self.ids.append(name)
        return {"id": name, "type": kind, "config": config, "depends_on": before}

    def expression(self, depth: int = 0) -> str:
        """Draw an expression."""
        read = [f"upstream.{each}{end}" for each in self.ids[-4:] for end in (".result", "")]
        if depth > 1 or self.random.random() < 0.55:
            return self.random.choice([*LEAVES, *LEAVES[:2] * 3, *read])
        form = self.random.choice(FORMS)
        return form.format(*(self.expression(depth + 1) for _ in range(3)))

    def value(self, depth: int = 0) -> Any:
        """Draw data, in which texts are templates."""
        kind = self.random.random()
        if kind < 0.5:
            return f"{{{{{self.expression()}}}}}"
        if kind < 0.6:
            return f"Hi {{{{{self.expression()}}}}} and {{{{{self.expression()}}}}}"
        if kind < 0.75 or depth > 1:
            return self.random.choice([1, 2.5, True, None, "text", [], {}, -3, "two\nlines"])
        if kind < 0.9:
            return {
                key: self.value(depth + 1) for key in self.random.sample(["a", "b-c", "type"], 2)
            }
        return [self.value(depth + 1) for _ in range(self.random.randint(0, 3))]

    def components(self) -> dict[str, dict[str, Draw]]:
        """Give what each kind of stage may be configured with."""
        v: Draw = self.value
        condition: Draw = lambda: self.random.choice([True, f"{{{{{self.expression()}}}}}"])  # noqa: E731
        ids: Draw = list
        paths: Draw = lambda: {"a": "a.b", "b": "x", "C": f"{{{{{self.expression()}}}}}"}  # noqa: E731
        return {
            "logger": {"message": v, "level": lambda: "info", "data": v, "passthrough": v},
            "json_transform": {"data": v, "mapping": paths},
            "json-transform": {"data": v, "template": v},
            "filter": {
                "data": v,
                "condition": lambda: "item.get('a') == True",
                "filter_mode": lambda: "filter_array",
            },
            "schema_validate": {
                "data": v,
                "json_schema": lambda: {"type": "object"},
                "strict": lambda: False,
            },
            "variable_set": {"name": lambda: self.random.choice("vw"), "value": v},
            "http_request": {
                "url": v,
                "method": lambda: "POST",
                "body": v,
                "headers": lambda: {"Authorization": "Bearer {{env.TOKEN}}"},
                "error_handling": lambda: {"on_error": "continue", "fallback": v()},
            },
            "generator": {"prompt": v, "system_prompt": v, "temperature": lambda: 0.5},
            "critic": {"content": v, "criteria": v},
            "synthesizer": {"inputs": v, "synthesis_strategy": lambda: "integrate"},
            "conditional": {
                "condition": condition,
                "true_branch_stages": ids,
                "false_branch_stages": ids,
                "pass_data": v,
            },
            "router": {"value": v, "routes": lambda: {"a": [], "b": []}, "default_route": ids},
            "foreach": {
                "items": v,
                "loop_stages": ids,
                "item_variable": lambda: "record",
                "parallel": lambda: self.random.random() < 0.3,
            },
            "trycatch": {"try_stages": ids, "catch_stages": ids, "finally_stages": ids},
            "parallel": {"branches": lambda: {"a": [], "b": []}},
            "subpipeline": {"pipeline_id": lambda: "other", "input_data": lambda: {"x": v()}},
            "return": {"condition": condition, "return_value": v},
            "crm_lookup": {"customer": v, "n": lambda: 1},
        }
