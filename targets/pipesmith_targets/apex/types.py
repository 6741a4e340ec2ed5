"""The types of the language as Apex has them."""

from collections.abc import Callable
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir.declared import Declared

OBJECT, RECORD, ERROR, OUTCOME = (
    "Object",
    "PipelineRecord",
    "PipelineException",
    "PipelineOutcome",
)

_SCALARS = {
    "int": "Long",
    "float": "Double",
    "decimal": "Decimal",
    "string": "String",
    "bool": "Boolean",
    "uuid": "String",
    "date": "Date",
    "path": "String",
    "email": "String",
    "url": "String",
    "datetime": "Datetime",
    "duration": "Long",
    "json": OBJECT,
    "null": OBJECT,
}


@dataclass(frozen=True, slots=True)
class Types:
    """Writes types; `nominal` names records and enums, `anonymous` the records of joins."""

    declared: Declared
    nominal: Callable[[t.NominalType], str]
    anonymous: Callable[[t.AnonymousType], str]

    def written(self, type_: t.Type) -> str:
        """Write a type."""
        match self.plain(type_):
            case t.Scalar(name=name):
                return _SCALARS[name]
            case t.DecimalType():
                return "Decimal"
            case t.LiteralType() | t.SecretType():
                return "String"
            case t.ListType(item=item):
                return f"List<{self.written(item)}>"
            case t.SetType(item=item):
                return f"Set<{self.written(item)}>"
            case t.MapType(value=value):
                return f"Map<String, {self.written(value)}>"
            case t.TupleType():
                return f"List<{OBJECT}>"
            case t.UnionType(members=(t.LiteralType(), *_)):
                return "String"
            case t.UnionType():
                return RECORD
            case t.OutcomeType():
                return OUTCOME
            case t.AnonymousType() as made:
                return self.anonymous(made)
            case t.NominalType() as named:
                return ERROR if named == t.PIPELINE_ERROR else self.nominal(named)
            case _:
                return OBJECT

    def plain(self, type_: t.Type) -> t.Type:
        """Give what is left of a type without null and without aliases."""
        while True:
            inner = self.declared.unaliased(t.present(type_))
            if inner == type_:
                return type_
            type_ = inner

    def is_boxed(self, type_: t.Type) -> bool:
        """Tell whether a value of a type is held as something wider, from which it is cast."""
        return self.written(type_) in (OBJECT, RECORD)
