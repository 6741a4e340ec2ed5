"""Loops, forks and attempts: statements whose parts are blocks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import a_list, converted, truth
from pipesmith.importing.expressions.translating import item_of
from pipesmith.importing.structuring.shapes import Branch, Compound
from pipesmith.importing.values import Shape, Value, entry, text
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.blocks import JSON_TYPE, Block
from pipesmith.importing.workflows.endings import as_json
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.workflows.writer import Writer

Body = n.Foreach | n.While | n.Repeat | n.Parallel | n.Try
JSON_LIST = t.ListType(t.JSON)
VALUE = "(value)"
"""The name of what a branch gives in the end, among what else is read of it."""


@dataclass(slots=True)
class Compounds:
    """Writes statements with parts."""

    writer: "Writer"

    def write(self, shape: Compound, block: Block) -> None:
        """Write one statement, and say what reads its value."""
        node = self.writer.nodes[shape.point]
        match node.act:
            case a.Loop():
                body = self._loop(node.act, shape, block)
                value = Value(n.Reference(self._name(shape)), JSON_LIST, Shape(JSON_LIST))
            case a.Split():
                body = self._fork(node.act, shape, block)
                value = self._gathered(node.act, shape)
            case a.Guard():
                body = self._attempt(node.act, shape, block)
                value = Value(n.Reference(self._name(shape)), t.JSON)
            case _:
                raise AssertionError(node.act)
        self._add(shape, body, block, value)

    def _name(self, shape: Compound) -> str:
        return self.writer.reading.word(shape.point)

    def _add(self, shape: Compound, body: Body, block: Block, value: Value) -> None:
        doc = self.writer.doc_of(shape.point)
        if shape.point in self.writer.wishes.values:
            name = n.Name(self._name(shape))
            block.add(n.Stage(name, None, body, doc=doc))
        else:
            block.add(n.Control(body, doc=doc), self._name(shape))

        def output() -> Value:
            self.writer.wishes.values.add(shape.point)
            return value

        block.outputs[shape.point] = output
        self.writer.keep(shape.point, block)
        if self.writer.runs_beside(shape.point):
            self._take_variables(shape, block)

    def _take_variables(self, shape: Compound, block: Block) -> None:
        """Set the variables that branches have set, in the order of the branches."""
        reading = self.writer.reading
        for part in shape.parts:
            for name in self._set_in(shape, part):
                self.writer.wishes.values.add(shape.point)
                if not _ends_always(self.writer.nodes[shape.point].act):
                    self._tell_set(name, shape)
                branch = n.Name(reading.word(shape.point, f"{part.label} branch"))
                values = n.Member(n.Reference(self._name(shape)), branch)
                found = n.Index(values, text(f"${name}"))
                block.set(reading.variable_name(name), found)

    def _set_in(self, shape: Compound, part: Branch) -> list[str]:
        """Give the variables that a part sets."""
        if not self.writer.runs_beside(shape.point):
            return []
        reading = self.writer.reading
        return reading.trace.assigned((*reading.place, (shape.point, part.label)))

    def _tell_set(self, name: str, shape: Compound) -> None:
        node = self.writer.nodes[shape.point]
        message = f"what runs at once behind `{node.title}` sets the variable `{name}`"
        note = "only branches of which all run to their end can set one"
        node.part.note(codes.TANGLED, message, "sets a variable", note)

    # ---------------------------------------------------------------- loops

    def _loop(self, act: a.Loop, shape: Compound, block: Block) -> Body:
        (part,) = shape.parts
        over = act.over(self.writer.moment(shape.point, block))
        counted = shape.point in self.writer.wishes.counted
        if act.mode == "while":
            turn = self._part(shape, part, block)
            return n.While(truth(over), n.IntLiteral(act.limit), turn)
        if act.mode == "times" and not counted:
            self.writer.reading.items.pop(shape.point, None)
            return n.Repeat(converted(over, t.INT), self._part(shape, part, block))
        return self._foreach(act, over, counted, shape, block)

    def _foreach(
        self, act: a.Loop, over: Value, counted: bool, shape: Compound, block: Block
    ) -> n.Foreach:
        (part,) = shape.parts
        reading = self.writer.reading
        index = reading.word(shape.point, "index") if counted else None
        if act.mode == "times":
            count = converted(over, t.INT)
            items = n.Call(n.Name("range"), (n.Argument(None, count),))
            turn = self._part(shape, part, block)
            return n.Foreach(n.Name(index or ""), None, items, turn)
        listed = a_list(over)
        item = reading.word(shape.point, "item")
        reading.items[shape.point] = item_of(listed, item)
        turn = self._part(shape, part, block)
        many = n.IntLiteral(act.parallel) if act.parallel else None
        named = n.Name(index) if index else None
        return n.Foreach(n.Name(item), named, listed.code, turn, many)

    # ---------------------------------------------------------------- forks

    def _fork(self, act: a.Split, shape: Compound, block: Block) -> n.Parallel:
        branches = tuple(
            n.Branch(
                n.Name(self.writer.reading.word(shape.point, f"{part.label} branch")),
                self._part(shape, part, block),
            )
            for part in shape.parts
        )
        count = n.IntLiteral(act.count) if act.count is not None else None
        return n.Parallel(branches, act.mode, count if act.mode == "count" else None)

    def _gathered(self, act: a.Split, shape: Compound) -> Value:
        """Give what is made of the values of all branches."""
        found = n.Reference(self._name(shape))
        if act.mode == "all":
            return self._of_all(act, shape, found)
        items = n.ListLiteral((found,)) if act.mode == "any" else found
        match act.gather:
            case "array":
                return Value(items, JSON_LIST)
            case "merge" if act.mode == "count":
                return self.writer.merged(items)
            case "first" | "last" if act.mode == "count":
                return Value(n.Call(n.Name(act.gather), (n.Argument(None, items),)), t.JSON)
            case _:
                return Value(found, t.JSON if act.mode == "any" else JSON_LIST)

    def _of_all(self, act: a.Split, shape: Compound, found: n.Reference) -> Value:
        views = {part.label: self._branch(shape, part, found) for part in shape.parts}
        if act.gather is None:
            return Value(found, t.JSON, views=views)
        return self.writer.gathered(views, act)

    def _branch(self, shape: Compound, part: Branch, found: n.Expression) -> Value:
        name = self.writer.reading.word(shape.point, f"{part.label} branch")
        code: n.Expression = n.Member(found, n.Name(name))
        if self._given(shape, part) or self._set_in(shape, part):
            code = n.Index(code, text(VALUE))
        return Value(code, t.JSON)

    def _given(self, shape: Compound, part: Branch) -> list[str]:
        """Give the nodes of a branch that are read outside of it, beside its value."""
        given = self.writer.wishes.given
        return sorted(
            node for owner, label, node in given if (owner, label) == (shape.point, part.label)
        )

    # ---------------------------------------------------------------- attempts

    def _attempt(self, act: a.Guard, shape: Compound, block: Block) -> n.Try:
        parts = {part.label: part for part in shape.parts}
        body = self._part(shape, parts["body"], block)
        catches = tuple(
            self._catch(shape, parts[label], errors, block)
            for label, errors in act.errors.items()
            if label in parts
        )
        final = self._part(shape, parts["finally"], block) if "finally" in parts else None
        return n.Try(body, catches, final)

    def _catch(
        self, shape: Compound, part: Branch, errors: tuple[str, ...] | None, block: Block
    ) -> n.Catch:
        reading = self.writer.reading
        name = reading.word(shape.point, "error")
        reading.errors[shape.point] = Value(n.Reference(name), t.PIPELINE_ERROR)
        made = self._part(shape, part, block)
        reading.errors.pop(shape.point)
        named = None if errors is None else tuple(n.Name(each) for each in errors)
        return n.Catch(named, n.Name(name), made)

    # ---------------------------------------------------------------- parts

    def _part(self, shape: Compound, part: Branch, outer: Block) -> n.Block:
        """Write a part as a block, which gives its value if anything reads that."""
        writer, reading = self.writer, self.writer.reading
        wanted = shape.point in writer.wishes.values and part.label != "finally"
        block = outer.inner()
        before = reading.place
        inner = (*before, (shape.point, part.label))
        if writer.runs_beside(shape.point):
            reading.place = inner
            reading.blocks[inner] = block
        ending = writer.sequence(part.body, block, (shape.point, part.label), part.follow, wanted)
        reading.place = before
        own = self._set_in(shape, part)
        reading.place = inner if writer.runs_beside(shape.point) else before
        value = self._value_of(shape, part, block, ending, own) if wanted else None
        reading.place = before
        return block.finish(reading.names, value)

    def _value_of(
        self,
        shape: Compound,
        part: Branch,
        block: Block,
        ending: Value | None,
        variables: list[str],
    ) -> n.Expression:
        given = self._given(shape, part)
        if not given and not variables:
            return as_json(ending, block, self.writer.reading, shape.point)
        entries = [entry(VALUE, ending.code if ending else n.NullLiteral())]
        for node in given:
            found = self.writer.reading.output(node, block)
            entries.append(entry(node, found.code))
        for variable in variables:
            own = n.Reference(self.writer.reading.variable_name(variable))
            entries.append(entry(f"${variable}", own))
        name = self.writer.reading.word(shape.point, f"{part.label} values")
        block.add(n.Let(n.Name(name), JSON_TYPE, n.MapLiteral(tuple(entries))))
        return n.Reference(name)


def _ends_always(act: a.Act) -> bool:
    """Tell whether all that runs at once is waited for."""
    return isinstance(act, a.Split) and act.mode == "all"
