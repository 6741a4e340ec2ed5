"""A hash of what a pipeline says, and of all that it uses, wherever in the text it stands."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import cast

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import held, inside

_Key = tuple[str, str]


def content_hashes(program: n.Program) -> dict[_Key, str]:
    """Give the hash of each pipeline by module and name; places in the text do not count."""
    items = {(m.name, item.name): item for m in program.modules for item in m.declarations}
    uses = {key: sorted(set(_uses(item)) & items.keys()) for key, item in items.items()}
    texts = {key: repr(item) for key, item in items.items()}
    return {
        key: _hash(texts[each] for each in _reachable(key, uses))
        for key, item in items.items()
        if isinstance(item, n.Pipeline)
    }


def _hash(texts: Iterator[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()[:32]


def _reachable(start: _Key, uses: Mapping[_Key, list[_Key]]) -> list[_Key]:
    """Give a declaration and what it needs, directly or not, in a fixed order."""
    found = [start]
    for key in found:
        found += [each for each in uses[key] if each not in found]
    return [start, *sorted(found[1:])]


def _uses(item: n.Declaration) -> Iterator[_Key]:
    for node in inside(item):
        match node:
            case n.CallDeclared(module=module, function=name):
                yield module, name
            case n.ComponentCall(module=module, component=name):
                yield module, name
            case n.PipelineCall(module=module, pipeline=name):
                yield module, name
            case _:
                pass
        yield from _types(node)


def _types(node: object) -> Iterator[_Key]:
    """Give the declared types that a node names."""
    for type_ in (value for value in held(node) if isinstance(value, t.TYPES)):
        for part in t.inside(cast(t.Type, type_)):
            if isinstance(part, t.NominalType):
                yield part.module, part.name
