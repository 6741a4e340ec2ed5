"""What one walk over a declaration tells: names, calls, and what it reads from outside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside

Key = tuple[str, str]


@dataclass(slots=True)
class Facts:
    """Facts of one declaration.

    `values` are the names that values have in it; `joins` the results of `parallel` statements
    that somebody reads, with the names of their stages.
    """

    values: set[str] = field(default_factory=set)
    env: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    components: list[Key] = field(default_factory=list)
    pipelines: list[Key] = field(default_factory=list)
    functions: list[Key] = field(default_factory=list)
    joins: dict[t.AnonymousType, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, item: n.Declaration) -> Self:
        """Walk over a declaration."""
        facts = cls()
        for node in inside(item):
            facts.values.update(_bound_by(node))
            facts._note(node)
        return facts

    def _note(self, node: object) -> None:
        match node:
            case n.EnvValue(name=name, required=True):
                self.env.add(name)
            case n.SecretValue(name=name):
                self.secrets.add(name)
            case n.ComponentCall(module=home, component=name) if home:
                self.components.append((home, name))
            case n.PipelineCall(module=home, pipeline=name):
                self.pipelines.append((home, name))
            case n.CallDeclared(module=home, function=name):
                self.functions.append((home, name))
            case n.Stage(body=n.Parallel(result=t.AnonymousType() as made), used=True):
                self.joins.setdefault(made, node.name)
            case _:
                return


def _bound_by(node: object) -> Iterable[str]:
    match node:
        case n.Field(name=name) | n.Let(name=name) | n.Var(name=name) | n.Branch(name=name):
            return (name,)
        case n.Stage(name=str() as name) | n.Catch(name=str() as name) | n.OnError(name=name):
            return (name,)
        case n.Foreach(item=item, index=index):
            return (item, index or item)
        case n.Lambda(parameters=parameters):
            return parameters
        case _:
            return ()
