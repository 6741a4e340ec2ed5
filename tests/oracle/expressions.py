"""What an expression gives (language 4), straight from the rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, assert_never

from tests.oracle.arithmetic import COMPARISONS, calculated, negated
from tests.oracle.functions import FUNCTIONS
from tests.oracle.program import Program
from tests.oracle.values import Rec, distinct, member, read_json, show, to_json

from pipesmith import types as t
from pipesmith.syntax import nodes as s
from pipesmith_runtime.errors import ExpressionFault
from pipesmith_runtime.reading import read_scaled

Link = s.Member | s.Index | s.Slice | s.Pluck


ZERO = {"int": 0, "float": 0.0, "decimal": Decimal(0), "duration": timedelta()}
"""The sums of nothing, by their types."""


class Broken(Exception):
    """A condition of a type does not hold: VALIDATION (rule 10)."""


@dataclass(slots=True)
class Env:
    """The names of one block, and through `outer` those around it."""

    outer: "Env | None" = None
    values: dict[str, Any] = field(default_factory=dict)

    def home(self, name: str) -> "Env | None":
        """Give the scope in which a name has its value."""
        env: Env | None = self
        while env is not None and name not in env.values:
            env = env.outer
        return env

    def read(self, name: str) -> Any:
        """Give the value of a name."""
        home = self.home(name)
        assert home is not None, name
        return home.values[name]

    def inner(self, **values: Any) -> "Env":
        """Give a scope inside this one."""
        return Env(self, dict(values))


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates the expressions of one program in one run."""

    program: Program
    now: datetime

    def value(self, node: s.Expression, env: Env) -> Any:
        """Give the value of an expression, converted to the type that its place wants."""
        value = self._value(node, env)
        for step in self.program.types.conversions(node):
            value = self._converted(value, step)
        return value

    def optional(self, node: s.Expression | None, env: Env) -> Any:
        """Do the same where there may be no expression."""
        return None if node is None else self.value(node, env)

    # ------------------------------------------------------------ conversions

    def stage_value(self, node: s.Stage | s.Do | s.Control, value: Any) -> Any:
        """Give what the body of a stage gives, converted to the type of the stage."""
        for step in self.program.types.tables.converted.get(node) or ():
            value = self._converted(value, step)
        return value

    def _converted(self, value: Any, step: t.Type) -> Any:
        match step:
            case t.OptionalType(item=item):
                return None if value is None else self._converted(value, item)
            case t.NominalType(of="alias"):
                return self._held(value, step)
            case t.NominalType(of="record", name=name):
                fields = self.program.relations.fields(step) or {}
                given = {field: value.fields[field] for field in fields}
                return self.constructed(name, given)
            case t.DecimalType(precision=precision, scale=scale):
                return _scaled(value, precision, scale)
            case t.Scalar(name="float"):
                return float(value)
            case t.Scalar(name="decimal"):
                return Decimal(value)
            case t.Scalar(name="json"):
                return to_json(value)
            case _:
                return value

    def _held(self, value: Any, alias: t.NominalType) -> Any:
        """Give a value to a type with a condition."""
        node = self.program.declared(alias.name)
        assert isinstance(node, s.TypeAlias)
        if node.where is not None and value is not None:
            self.demand(node.where, Env(None, {"it": value}))
        return value

    def demand(self, condition: s.Expression, env: Env) -> None:
        """Refuse what a condition does not hold of."""
        if not self.value(condition, env):
            raise Broken("a condition does not hold")

    # ------------------------------------------------------------ kinds of expressions

    def _value(self, node: s.Expression, env: Env) -> Any:
        match node:
            case s.IntLiteral(value=value) | s.FloatLiteral(value=value):
                return value
            case s.DecimalLiteral(value=value) | s.BoolLiteral(value=value):
                return value
            case s.DurationLiteral():
                return timedelta(milliseconds=node.milliseconds)
            case s.NullLiteral():
                return None
            case s.Text():
                return self._text(node, env)
            case s.ListLiteral(items=items):
                return self._collection(node, [self.value(item, env) for item in items])
            case s.MapLiteral(entries=entries):
                return {entry.key: self.value(entry.value, env) for entry in entries}
            case s.Reference(name=name):
                return env.read(name)
            case s.Call() | s.Filter():
                return self._call(node, env)
            case s.Member() | s.Index() | s.Slice() | s.Pluck():
                return self._chain(node, env)
            case s.Unary() | s.Binary() | s.Comparison() | s.Conditional():
                return self._operation(node, env)
            case s.Convert(subject=subject):
                return self._as(self.value(subject, env), self.program.types.of(node))
            case s.Lambda():
                return self._function(node, env)
            case s.Parenthesised(inner=inner):
                return self.value(inner, env)
            case s.BrokenExpression():
                raise AssertionError("the program has errors")
            case _:
                assert_never(node)

    def _text(self, node: s.Text, env: Env) -> Any:
        """Give a text; a single interpolation that is no text here keeps its value (rule 58)."""
        types = self.program.types
        if len(node.parts) == 1 and not isinstance(node.parts[0], str):
            part = node.parts[0]
            if types.of(part) == types.of(node):
                return self.value(part, env)
        parts = (
            part if isinstance(part, str) else show(self.value(part, env)) for part in node.parts
        )
        return "".join(parts)

    def _collection(self, node: s.ListLiteral, items: list[Any]) -> Any:
        match self.program.relations.expand(t.present(self.program.types.of(node))):
            case t.SetType():
                return distinct(items)
            case t.TupleType():
                return tuple(items)
            case _:
                return items

    def _operation(self, node: s.Unary | s.Binary | s.Comparison | s.Conditional, env: Env) -> Any:
        match node:
            case s.Unary(operator="-", operand=operand):
                return negated(self.value(operand, env))
            case s.Unary(operand=operand):
                return not self.value(operand, env)
            case s.Binary(operator="and"):
                return self.value(node.left, env) and self.value(node.right, env)
            case s.Binary(operator="or"):
                return self.value(node.left, env) or self.value(node.right, env)
            case s.Binary(operator="??"):
                left = self.value(node.left, env)
                return self.value(node.right, env) if left is None else left
            case s.Binary(operator=operator):
                return calculated(operator, self.value(node.left, env), self.value(node.right, env))
            case s.Comparison():
                return self._comparison(node, env)
            case s.Conditional():
                taken = node.then if self.value(node.condition, env) else node.otherwise
                return self.value(taken, env)
            case _:
                assert_never(node)

    def _comparison(self, node: s.Comparison, env: Env) -> bool:
        """Compare along a chain; what follows the first that does not hold is not evaluated."""
        left = self.value(node.operands[0], env)
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            right = self.value(operand, env)
            if not COMPARISONS[operator](left, right):
                return False
            left = right
        return True

    def _as(self, value: Any, type_: t.Type) -> Any:
        return read_json(type_, to_json(value), self.program)

    # ------------------------------------------------------------ chains

    def _chain(self, node: Link, env: Env) -> Any:
        """Follow `a?.b[0].c`: a null before `?.` ends the whole of it (rule 23)."""
        links: list[Link] = []
        root: s.Expression = node
        while isinstance(root, s.Member | s.Index | s.Slice | s.Pluck):
            outside = self._outside(root, env)
            if outside is not None:
                return self._follow(outside[0], links[::-1], env)
            links.append(root)
            root = root.subject
        return self._follow(self.value(root, env), links[::-1], env)

    def _outside(self, node: s.Expression, env: Env) -> tuple[Any] | None:
        """Give a member of an enum or of the context."""
        if not isinstance(node, s.Member) or not isinstance(node.subject, s.Reference):
            return None
        if node.subject.name == "context":
            assert node.name.text == "now"
            return (self.now,)
        is_enum = isinstance(self.program.declared(node.subject.name), s.Enum)
        return (node.name.text,) if is_enum and env.home(node.subject.name) is None else None

    def _follow(self, value: Any, links: list[Link], env: Env) -> Any:
        for position, link in enumerate(links):
            match link:
                case s.Member(safe=True) if value is None:
                    return None
                case s.Member(name=name):
                    value = member(value, name.text)
                case s.Index(index=index):
                    value = value[self.value(index, env)]
                case s.Slice(start=start, stop=stop):
                    value = value[self.optional(start, env) : self.optional(stop, env)]
                case s.Pluck():
                    rest = links[position + 1 :]
                    count = next(
                        (i for i, r in enumerate(rest) if not isinstance(r, s.Member)), len(rest)
                    )
                    value = [self._follow(item, rest[:count], env) for item in value]
                    return self._follow(value, rest[count:], env)
        return value

    # ------------------------------------------------------------ calls

    def _function(self, node: s.Lambda, env: Env) -> Callable[..., Any]:
        names = [name.text for name in node.parameters]

        def call(*arguments: Any) -> Any:
            given = arguments[0] if self.program.types.tables.taken_apart.get(node) else arguments
            return self.value(node.body, env.inner(**dict(zip(names, given, strict=True))))

        return call

    def _call(self, node: s.Call | s.Filter, env: Env) -> Any:
        standard = self.program.types.tables.standard.get(node)
        if standard is not None:
            return self._standard(node, standard.function, standard.arguments, env)
        given = self.arguments(node, env)
        declared = self.program.declared(node.function.text)
        if isinstance(declared, s.Record):
            return self.constructed(declared.name.text, given)
        assert isinstance(declared, s.Function)
        return self.value(declared.body, self.parameters(declared.parameters, given))

    def arguments(self, node: s.Call | s.Filter, env: Env) -> dict[str, Any]:
        """Give the arguments of a call of what is declared, by parameter."""
        bound = self.program.types.tables.bound[node]
        return {name: self.value(value, env) for name, value in bound.arguments}

    def _standard(
        self,
        node: s.Call | s.Filter,
        name: str,
        arguments: tuple[s.Expression | None, ...],
        env: Env,
    ) -> Any:
        given = max((at + 1 for at, each in enumerate(arguments) if each is not None), default=0)
        values = [self.optional(argument, env) for argument in arguments[:given]]
        match name:
            case "now_plus":
                return self.now + values[0]
            case "sum" if not values[0]:
                return ZERO[str(self.program.types.of(node))]
            case "pluck":
                items, key = values
                return [member(item, key) for item in items]
            case "with":
                changes = {a.name.text: self.value(a.value, env) for a in node.arguments if a.name}
                return self.constructed(values[0].name, {**values[0].fields, **changes})
            case _:
                return FUNCTIONS[name](*values)

    # ------------------------------------------------------------ records and parameters

    def constructed(self, name: str, given: Mapping[str, Any]) -> Rec:
        """Make a record: defaults, `where` and `check` (rules 10, 42 and 45)."""
        node = self.program.declared(name)
        assert isinstance(node, s.Record)
        env = self.parameters(node.fields, given)
        for check in node.checks:
            self.demand(check.condition, env)
        return Rec(name, env.values)

    def parameters(self, fields: tuple[s.Field, ...], given: Mapping[str, Any]) -> Env:
        """Give fields or parameters their values, in declared order."""
        env = Env()
        for field_ in fields:
            name = field_.name.text
            env.values[name] = given[name] if name in given else self._left_out(field_, env)
            if field_.where is not None and env.values[name] is not None:
                self.demand(field_.where, env.inner(it=env.values[name]))
        return env

    def _left_out(self, field_: s.Field, env: Env) -> Any:
        type_ = self.program.read_type(field_.type)
        if field_.default is None and isinstance(type_, t.LiteralType):
            return type_.value
        return self.optional(field_.default, env)


def _scaled(value: Decimal, precision: int, scale: int) -> Decimal:
    try:
        return read_scaled(value, precision, scale)
    except ValueError as failure:
        raise ExpressionFault(str(failure)) from failure
