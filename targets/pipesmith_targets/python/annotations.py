"""Types as Python annotations.

They are Python's own types. Where data enters (records, components, pipelines) some bear what the
runtime's `records` checks beyond the type: that a text is a URL, that a list has no repeats.
"""

from pipesmith import types as t
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.scope import ModuleScope
from pipesmith_targets.python.texts import code

_BUILTINS = {"int": "int", "float": "float", "string": "str", "bool": "bool"}
_LIBRARY = {"uuid": ("uuid", "UUID"), "decimal": ("decimal", "Decimal")}
_RECORDS = {
    "date": "Date",
    "datetime": "Instant",
    "duration": "Duration",
    "email": "Email",
    "json": "Json",
    "path": "Path",
    "url": "Url",
}
_TEXTS_INSIDE = {"email", "url"}


def annotation(type_: t.Type | None, module: ModuleScope, *, checked: bool = False) -> py.Node:
    """Write a type; None and null are `None`. A class that stands further down is quoted."""
    writer = _Writer(module, checked)
    node = py.NONE if type_ is None else writer.write(type_)
    return py.text(code(node)) if writer.forward else node


class _Writer:
    """Writes one annotation, and notes whether it names a class that is not there yet."""

    def __init__(self, module: ModuleScope, checked: bool) -> None:
        self.module = module
        self.checked = checked
        self.forward = False

    def write(self, type_: t.Type) -> py.Node:
        match type_:
            case t.Scalar(name="null") | t.NeverType():
                return py.NONE
            case t.Scalar(name=name):
                return self._scalar(name)
            case t.DecimalType(precision=precision, scale=scale):
                return self._decimal(precision, scale)
            case t.SecretType():
                return py.name("str")
            case t.NominalType():
                return self._nominal(type_)
            case t.LiteralType(value=value):
                return py.subscript(self._typing("Literal"), py.text(value))
            case t.UnionType(members=members):
                return self._union(members)
            case t.OptionalType(item=item):
                return _either(self.write(item), py.NONE)
            case _:
                return self._made_of(type_)

    def _made_of(self, type_: t.Type) -> py.Node:
        match type_:
            case t.ListType(item=item):
                return py.subscript(py.name("list"), self.write(item))
            case t.SetType(item=item):
                return self._annotated(py.subscript(py.name("list"), self.write(item)), "Distinct")
            case t.MapType(value=value):
                return py.subscript(py.name("dict"), py.name("str"), self.write(value))
            case t.TupleType(items=items):
                return py.subscript(py.name("tuple"), *map(self.write, items))
            case t.OutcomeType(value=value):
                outcome = py.name(self.module.imports.runtime("Outcome", at_top=True))
                return py.subscript(outcome, self.write(value))
            case t.AnonymousType():
                return py.name(self.module.anonymous[type_])
            case _:
                raise TypeError(f"no annotation: {type_}")

    def _scalar(self, name: str) -> py.Node:
        if name in _BUILTINS or (name in _TEXTS_INSIDE and not self.checked):
            return py.name(_BUILTINS.get(name, "str"))
        if name in _LIBRARY:
            return py.name(self.module.imports.use(*_LIBRARY[name], at_top=True))
        return self._record_type(_RECORDS[name])

    def _record_type(self, name: str) -> py.Node:
        return py.name(self.module.imports.runtime(name, "records", at_top=True))

    def _decimal(self, precision: int, scale: int) -> py.Node:
        limits = py.integer(precision), py.integer(scale)
        return self._annotated(self._scalar("decimal"), "Digits", *limits)

    def _annotated(self, plain: py.Node, mark: str, *arguments: py.Node) -> py.Node:
        if not self.checked:
            return plain
        made = py.call(self._record_type(mark), *arguments)
        return py.subscript(self._typing("Annotated"), plain, made)

    def _nominal(self, type_: t.NominalType) -> py.Node:
        if not type_.module:
            part = "errors" if type_ == t.PIPELINE_ERROR else "components"
            return py.name(self.module.imports.runtime(type_.name, part, at_top=True))
        known = self.module.declaration(type_.module, type_.name)
        if type_.module == self.module.module.name and known not in self.module.written:
            self.forward = True
        return py.name(known)

    def _union(self, members: tuple[t.Type, ...]) -> py.Node:
        texts = [member.value for member in members if isinstance(member, t.LiteralType)]
        if texts:
            return py.subscript(self._typing("Literal"), *map(py.text, texts))
        first, *rest = (self.write(member) for member in members)
        for member in rest:
            first = _either(first, member)
        tag = self.module.tag(members) if self.checked else None
        if tag is None:
            return first
        field = self.module.imports.use("pydantic", "Field", at_top=True)
        chosen = py.call(field, discriminator=py.text(tag))
        return py.subscript(self._typing("Annotated"), first, chosen)

    def _typing(self, name: str) -> py.Node:
        return py.name(self.module.imports.use("typing", name, at_top=True))


def _either(left: py.Node, right: py.Node) -> py.Node:
    return py.binary("|", left, right)


def is_class(type_: t.Type) -> bool:
    """Tell whether Python takes a type's annotation for a class, or for anything."""
    match type_:
        case t.NominalType(of=of):
            return of != "alias"
        case t.ListType() | t.MapType() | t.TupleType():
            return True
        case t.Scalar(name=name):
            return name not in ("path", "email", "url")
        case _:
            return False
