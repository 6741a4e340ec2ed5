"""How a pipeline uses its stages and variables, known before anything is built."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.lexer import PREFIX
from pipesmith.importing.flowmason.components import OUTPUTS
from pipesmith.importing.flowmason.dialect import Stage
from pipesmith.importing.flowmason.references import texts, tree_of
from pipesmith.importing.flowmason.structure import Home, Structure
from pipesmith.importing.ledger import Part

SECRET_HEADERS = ("authorization", "x-api-key", "api-key", "apikey", "x-auth-token", "cookie")
WHOLE = "*"


@dataclass(slots=True)
class Usage:
    """Which members of which stages are read, what blocks give to the outside, what is secret."""

    structure: Structure
    members: dict[str, set[str]] = field(default_factory=dict)
    exports: dict[str, list[str]] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    set_often: frozenset[str] = frozenset()

    def reads(self, name: str, *members: str) -> bool:
        """Tell whether one of these members of a stage is read."""
        return bool(self.members.get(name, set()) & {*members})

    def whole(self, name: str) -> bool:
        """Tell whether more of a stage is read than its value."""
        kind = self.structure.stages[name].kind
        return bool(self.members.get(name, set()) - OUTPUTS.get(kind, OUTPUTS["unknown"]))

    def read(self, name: str) -> bool:
        """Tell whether a stage is read at all, or is what the pipeline gives."""
        return bool(self.members.get(name))


def usage_of(structure: Structure, output: str | None) -> Usage:
    """Find how a pipeline uses what it has."""
    usage = Usage(structure)
    for stage in structure.stages.values():
        for source in stage.sources:
            for name, member in _members(source, structure):
                usage.members.setdefault(name, set()).add(member)
    if output in structure.stages and output is not None:
        usage.members.setdefault(output, set()).add("result")
        _export(output, (), structure, usage)
    for reader, found in structure.reads.items():
        for name, _ in found:
            _export(name, structure.homes[reader], structure, usage)
    usage.secrets = frozenset(_secrets(structure))
    usage.set_often = frozenset(_set_often(structure))
    return usage


def _members(part: Part, structure: Structure) -> Iterator[tuple[str, str]]:
    """Give each stage that is read in an element, with the member that is."""
    for text in texts(part):
        if "." not in text.value and "[" not in text.value:
            continue
        tree = tree_of(text, structure.stages)
        inner = {id(each.subject) for each in e.inside(tree) if isinstance(each, e.Attribute)}
        for each in e.inside(tree):
            name = _stage(each, structure)
            if name is None:
                continue
            if id(each) not in inner:
                yield name, WHOLE
        for each in e.inside(tree):
            if isinstance(each, e.Attribute | e.Subscript):
                name = _stage(each.subject, structure)
                if name is not None:
                    yield name, _member(each)


def _stage(tree: e.Tree, structure: Structure) -> str | None:
    match tree:
        case e.Attribute(subject=e.Name(text=head), name=name) if head in PREFIX:
            return name if name in structure.stages else None
        case e.Attribute(subject=e.Name(text=name), name="output") if name in structure.stages:
            return name
        case _:
            return None


def _member(tree: e.Attribute | e.Subscript) -> str:
    if isinstance(tree, e.Attribute):
        return tree.name
    constant = tree.index.value if isinstance(tree.index, e.Constant) else None
    return constant if isinstance(constant, str) else WHOLE


def _export(name: str, reader: Home, structure: Structure, usage: Usage) -> None:
    """Note that the blocks around a stage give it to the outside, up to where it is read."""
    home = structure.homes[name]
    if structure.inside(reader, home):
        return
    depth = next((at for at, step in enumerate(home) if reader[at : at + 1] != (step,)), len(home))
    for control, _ in home[depth:]:
        exported = usage.exports.setdefault(control, [])
        if name not in exported:
            exported.append(name)


def _secrets(structure: Structure) -> Iterator[str]:
    """Give the variables of the environment that travel in headers which hold secrets, alone."""
    inside, outside = set[str](), set[str]()
    for stage in structure.stages.values():
        for source in stage.sources:
            for text in texts(source):
                held = str(text.name).lower() in SECRET_HEADERS
                (inside if held else outside).update(_environment(text, structure))
    yield from inside - outside


def _environment(part: Part, structure: Structure) -> Iterator[str]:
    for each in e.inside(tree_of(part, structure.stages)):
        if isinstance(each, e.Attribute) and each.subject in (e.Name("env"), e.Name("environment")):
            yield each.name


def _set_often(structure: Structure) -> Iterator[str]:
    """Give the variables that several stages set, or that are read outside of their block."""
    setters: dict[str, list[str]] = {}
    for stage in structure.stages.values():
        if stage.kind == "variable_set":
            for name in variables_of(stage):
                setters.setdefault(name, []).append(stage.id)
    for name, stages in setters.items():
        if len(stages) > 1 or _read_outside(name, structure.homes[stages[0]], structure):
            yield name


def variables_of(stage: Stage) -> list[str]:
    """Give the names of the variables that a stage sets."""
    many = stage.setting("variables", "values", "vars")
    if isinstance(many.value, dict):
        return [each.name for each in many.members()]
    config = next(stage.configs(), stage.sources[0])
    name = config.part("variable_name", "variable", "name", "key").value
    return [name] if isinstance(name, str) else []


def _read_outside(name: str, home: Home, structure: Structure) -> bool:
    """Tell whether a stage outside of a block names a variable that is set in it."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(
        word.search(text.value)
        for stage in structure.stages.values()
        if home and not structure.inside(structure.homes[stage.id], home)
        for source in stage.sources
        for text in texts(source)
    )
