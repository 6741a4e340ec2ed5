"""What a program needs of an org: rights of its users, and what is entered after deployment."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.credentials import Credential, Credentials, hosts_without
from pipesmith_targets.apex.hosts import Host

_ASKS = "llm."
_DEFAULT = "default"
"""The model that the standard components ask when they are told no other."""


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What a program needs; names are sorted, and None stands for what only a run knows."""

    credentials: tuple[Credential, ...]
    brought: tuple[str, ...]
    hosts: tuple[Host | None, ...]
    variables: tuple[str, ...]
    models: tuple[str | None, ...]
    workers: tuple[str, ...]
    has_jobs: bool
    has_signals: bool

    @classmethod
    def of(cls, program: n.Program, *, has_jobs: bool) -> "Prerequisites":
        """Collect what a program needs."""
        parts = [*inside(program)]
        models = {*_models(parts)}
        return cls(
            tuple(Credentials.in_program(program).every),
            _sorted(_brought(parts)),
            tuple(hosts_without(program)),
            _sorted(each.name for each in parts if isinstance(each, n.EnvValue)),
            (*_sorted(each for each in models if each is not None), *(models & {None})),
            _sorted(each.name for each in parts if isinstance(each, n.ApexBinding)),
            has_jobs,
            any(isinstance(each, n.Signal) for each in parts),
        )

    @property
    def is_proven(self) -> bool:
        """Tell whether credentials prove who asks."""
        return bool(self.credentials or self.brought or self.models)


def _sorted(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(sorted({*names}))


def _brought(parts: list[object]) -> Iterator[str]:
    """Give the Named Credentials that the source names, which are the org's own."""
    for part in parts:
        if isinstance(part, n.Auth) and part.scheme == "named_credential":
            yield from (each.value for each in part.values if isinstance(each, n.TextValue))


def _models(parts: list[object]) -> Iterator[str | None]:
    for part in parts:
        match part:
            case n.ModelBinding(model=named):
                yield _told(named)
            case n.ComponentCall(module="", component=name, arguments=given):
                if name.startswith(_ASKS):
                    asked = (_told(each.value) for each in given if each.name == "model")
                    yield next(asked, _DEFAULT)
            case _:
                pass


def _told(model: n.Expression) -> str | None:
    return model.value if isinstance(model, n.TextValue) else None
