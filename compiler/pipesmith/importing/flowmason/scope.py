"""What names mean in the expressions of a stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipesmith import types as t
from pipesmith.importing.declared import Declared
from pipesmith.importing.expressions.coercing import call
from pipesmith.importing.expressions.translating import Unresolved, Untranslatable
from pipesmith.importing.flowmason.structure import Home
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Shape, Value, text
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.flowmason.building import Building

INPUT = ("input", "inputs", "pipeline_input")
STAGES = ("upstream", "stages", "steps", "outputs", "results")
CONTEXT = ("context", "ctx", "variables", "vars", "var", "state", "run", "pipeline")
ENVIRONMENT = ("env", "environment", "ENV")
SECRETS = ("secret", "secrets", "credentials", "vault")
TRAVELLING = ("headers", "auth", "authentication", "query_params", "params", "query")
"""The fields of a request that may hold a secret."""

CLOCK = ("now", "timestamp", "current_time", "started_at", "start_time", "execution_time")
NOW = Value(n.Member(n.Reference("context"), n.Name("now")), t.DATETIME)


@dataclass(slots=True)
class Loop:
    """The item and index that the stages of a loop see."""

    items: Value
    item: Value
    index: str
    names: tuple[str, str]
    counted: bool = False  # the index is read

    def value(self, name: str) -> Value | None:
        """Give what a name means within the loop."""
        item, index = self.names
        if name in (item, "item", "current_item", "loop_item", "current"):
            return self.item
        if name in (index, "index", "current_index", "item_index", "loop_index", "idx"):
            self.counted = True
            return Value(n.Reference(self.index), t.INT)
        if name in ("total", "loop_total", "length"):
            return Value(call("length", self.items.code), t.INT)
        return None


@dataclass(slots=True)
class StageScope:
    """The names that a stage sees in one of its expressions."""

    building: "Building"
    home: Home
    part: Part
    names: Mapping[str, Value]

    @property
    def declared(self) -> Declared:
        """Give the types of the program."""
        return self.building.module.declared

    # ---- what a translator asks

    def value(self, name: str) -> Value | None:
        """Give the value of a name."""
        if name in self.names:
            return self.names[name]
        if name in INPUT:
            return self.building.inputs.whole()
        if name in self.building.structure.stages:
            return self._bare(name)
        return self._in_loops(name) or self._caught(name) or self.building.variables.get(name)

    def within(self, head: str, name: str) -> Value | None:
        """Give the value of `head.name`, None where the head is a value itself."""
        if head in self.names:
            return None
        if head in STAGES:
            return self.building.output(name, self)
        if head in ("loop", "foreach"):
            return self._loop(name)
        if head in CONTEXT:
            return self._context(name)
        if head in ENVIRONMENT:
            return self.building.environment(name)
        if head in SECRETS:
            if not {*map(str, self.part.path)} & {*TRAVELLING}:
                raise Untranslatable(f"the secret `{name}` anywhere but in headers and queries")
            return Value(n.Member(n.Reference("secret"), n.Name(name)), t.STRING)
        return None

    def note(self, what: str) -> None:
        """Note that an expression is read as what was likely meant."""
        self.part.ledger.assume(what, self.part.path)

    # ---- the meanings

    def _bare(self, name: str) -> Value:
        """Give a stage that is named without `upstream.`: `stage.output.x`."""
        found = self.building.output(name, self)
        return Value(
            found.code, found.type, found.shape, {**found.views, "output": found}, found.main
        )

    def _loops(self) -> list[Loop]:
        steps = reversed(self.home)
        return [self.building.loops[step[0]] for step in steps if step[0] in self.building.loops]

    def _in_loops(self, name: str) -> Value | None:
        return next((found for each in self._loops() if (found := each.value(name))), None)

    def _loop(self, name: str) -> Value:
        if not self._loops():
            raise Unresolved("there is no loop around this stage")
        found = self._in_loops(name)
        if found is None:
            raise Unresolved(f"a loop gives no `{name}`")
        return found

    def _context(self, name: str) -> Value:
        found = self._in_loops(name) or self.building.variables.get(name) or self._caught(name)
        if found is not None:
            return found
        if name in CLOCK:
            return NOW
        if name in ("variables", "vars"):
            return Value(n.NullLiteral(), t.JSON, views=dict(self.building.variables))
        if name in ("run_id", "execution_id", "id"):
            return Value(n.Member(n.Reference("context"), n.Name("run_id")), t.STRING)
        if name in ("pipeline_id", "pipeline_name", "pipeline", "name"):
            return Value(text(self.building.pipeline.id), t.STRING)
        if name in ("pipeline_version", "version"):
            version = self.building.pipeline.field("version").value
            return Value(text(str(version or "")), t.STRING)
        if name in INPUT:
            return self.building.inputs.whole()
        raise Unresolved(f"no loop and no `variable_set` gives `{name}`")

    def _caught(self, name: str) -> Value | None:
        """Give the error, in the stages that handle it."""
        for control, label in reversed(self.home):
            if label == ("catch",):
                return self.building.caught(control, name)
        return None


def caught_error(variable: str, name: str, own: str) -> Value | None:
    """Give what a name means of an error that is caught under a variable."""
    error = n.Reference(variable)
    views = {
        "message": Value(n.Member(error, n.Name("message")), t.STRING),
        "type": Value(n.Member(error, n.Name("type")), t.STRING),
        "error_type": Value(n.Member(error, n.Name("type")), t.STRING),
        "stage": Value(n.Member(error, n.Name("stage")), t.OptionalType(t.STRING)),
        "code": Value(n.Member(error, n.Name("code")), t.STRING),
    }
    if name in ("error", own, "last_error", "exception"):
        message = views["message"]
        return Value(message.code, t.STRING, Shape(t.STRING), views)
    match name:
        case "error_message":
            return views["message"]
        case "error_type":
            return views["type"]
        case "error_occurred":
            return Value(n.BoolLiteral(True), t.BOOL)
        case _:
            return None
