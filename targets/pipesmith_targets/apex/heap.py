"""About how much memory a run holds: an estimate for people, from the types of its values.

Reads     a pipeline of the IR.
Gives     bytes: what its names hold, and the largest answer while it is read.
Reports   nothing, as an estimate proves nothing.
Promises  the same figure for the same program; a text counts as 200 bytes, and a collection whose
          length only a run knows as 100 items.
Leaves    what the host classes hold; the runtime asks the platform what is left before each stage
          of a job.

The limits are those of the Apex Developer Guide, "Execution Governors and Limits".
"""

from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import blocks_of
from pipesmith_targets.apex.limits import bound_of

HEAP, HEAP_OF_JOBS = 6_000_000, 12_000_000
"""The bytes of one transaction: of one that somebody waits for, and of a job's."""
TEXT, ITEMS, ENTRY, SHORT = 200, 100, 50, 8
"""Bytes of a text, items of a collection, bytes of a key, bytes of a number."""
_TEXTS = frozenset({"string", "json", "path", "email", "url", "uuid"})


@dataclass(slots=True)
class Heaps:
    """Estimates pipelines; each is estimated once."""

    declared: Declared
    known: dict[tuple[str, str], int] = field(default_factory=dict)

    def of_pipeline(self, module: str, name: str) -> int:
        """Give the bytes that a pipeline holds where it holds most."""
        key = (module, name)
        if key not in self.known:
            pipeline = self.declared.pipelines[key]
            held = sum(self.of_type(each.type) for each in pipeline.parameters)
            held += self.of_type(pipeline.result) if pipeline.result else 0
            more = pipeline.on_error.body if pipeline.on_error is not None else None
            blocks = [pipeline.body, *([more] if more else ())]
            self.known[key] = held + sum(map(self._held, blocks)) + max(map(self._peak, blocks))
        return self.known[key]

    def _held(self, block: n.Block) -> int:
        """Give what the names of a block hold, those of its inner blocks among them."""
        return sum(map(self._of_statement, block.statements))

    def _of_statement(self, statement: n.Statement) -> int:
        match statement:
            case n.Let(type=type_, value=value) | n.Var(type=type_, value=value):
                return self.of_type(type_, _length(value))
            case n.Stage(body=body, type=type_):
                bound = bound_of(body) if isinstance(body, n.Foreach | n.While | n.Repeat) else None
                own = self.of_type(type_, bound) if statement.name is not None else 0
                return own + sum(map(self._held, blocks_of(body)))
            case _:
                return 0

    def _peak(self, block: n.Block) -> int:
        """Give the most that one call needs: an answer is held as text and as values."""
        peaks = [0]
        for stage in block.statements:
            match stage:
                case n.Stage(body=n.ComponentCall(result=result)):
                    peaks.append(2 * self.of_type(result))
                case n.Stage(body=n.PipelineCall(module=module, pipeline=name)):
                    peaks.append(self.of_pipeline(module, name))
                case n.Stage(body=body):
                    peaks += map(self._peak, blocks_of(body))
                case _:
                    pass
        return max(peaks)

    def of_type(self, type_: t.Type, length: int | None = None, within: int = 0) -> int:
        """Give the bytes of a value; a record that holds others of its kind ends after a few."""
        items = ITEMS if length is None else length
        match self.declared.unaliased(t.present(type_)):
            case t.Scalar(name=name):
                return TEXT if name in _TEXTS else SHORT
            case t.ListType(item=item) | t.SetType(item=item):
                return items * self.of_type(item, within=within + 1) if within < 3 else TEXT
            case t.MapType(value=value):
                inner = self.of_type(value, within=within + 1) if within < 3 else TEXT
                return items * (ENTRY + inner)
            case t.TupleType(items=parts):
                return sum(self.of_type(each, within=within) for each in parts)
            case t.UnionType(members=members):
                return max(self.of_type(each, within=within) for each in members)
            case t.AnonymousType(fields=fields):
                return sum(self.of_type(each.type, within=within) for each in fields)
            case t.OutcomeType(value=value):
                return TEXT + self.of_type(value, within=within)
            case t.NominalType(of="record", module=module, name=name) if within < 4:
                fields_of = self.declared.records[module, name].values()
                return sum(self.of_type(each.type, within=within + 1) for each in fields_of)
            case _:
                return SHORT


def _length(value: n.Expression) -> int | None:
    return len(value.items) if isinstance(value, n.Collection) else None


def size(count: int) -> str:
    """Show a number of bytes."""
    if count < 1_000_000:
        return f"{-(-count // 1000)} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".0 ", " ")
