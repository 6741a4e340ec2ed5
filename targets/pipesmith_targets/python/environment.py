"""What a pipeline needs from outside: the environment and the secrets that it or its calls read."""

from dataclasses import dataclass

from pipesmith_targets.python.facts import Facts, Key
from pipesmith_targets.python.scope import ModuleScope


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of variables and of secrets that must be there, sorted."""

    env: tuple[str, ...]
    secrets: tuple[str, ...]


def needs_of(pipeline: str, module: ModuleScope) -> Needs:
    """Collect what a pipeline reads, through all that it calls."""
    reached = _reached((module.module.name, pipeline), module.facts)
    env = {name for each in reached for name in each.env}
    secrets = {name for each in reached for name in each.secrets}
    return Needs(tuple(sorted(env)), tuple(sorted(secrets)))


def _reached(start: Key, facts: dict[Key, Facts]) -> list[Facts]:
    """Give the facts of a declaration and of all that it calls."""
    pending, seen = [start], {start}
    for key in pending:
        found = facts[key]
        for called in (*found.components, *found.pipelines, *found.functions):
            if called not in seen:
                seen.add(called)
                pending.append(called)
    return [facts[key] for key in pending]
