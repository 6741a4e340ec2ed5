"""From the parser's tree of one file to its declarations."""

from __future__ import annotations

from collections.abc import Iterable

from tests.apexvm.declarations import Block, Class, Field, Method, Parameter
from tests.apexvm.errors import UnknownSyntax
from tests.apexvm.tree import Node, kind, names, optional
from tests.apexvm.types import Type, written_type
from tests.apexvm.values import EnumValue

_KINDS = {"ClassDecl": "class", "InterfaceDecl": "interface", "EnumDecl": "enum"}
_INNER = {"InnerClassMember", "InnerInterfaceMember", "InnerEnumMember"}


def read_class(node: Node, outer: Class | None = None) -> Class:
    """Read a class with all that is declared in it."""
    made = Class(
        name=node["name"]["value"],
        kind=_KINDS[kind(node)],
        outer=outer,
        superclass=_superclass(node),
        interfaces=_interfaces(node),
        modifiers=_modifiers(node["modifiers"]),
        annotations=_annotations(node["modifiers"]),
    )
    if made.kind == "enum":
        _read_constants(made, node)
        return made
    for member in node["members"]:
        _read_member(made, member)
    return made


def _superclass(node: Node) -> Type | None:
    written = optional(node, "superClass")
    return written_type(written) if written else None


def _interfaces(node: Node) -> tuple[Type, ...]:
    written = list(node.get("interfaces") or ())
    above = optional(node, "superInterface")
    return tuple(map(written_type, [*written, *([above] if above else [])]))


def _modifiers(nodes: Iterable[Node]) -> frozenset[str]:
    kinds = map(kind, nodes)
    return frozenset(one.removesuffix("Modifier").lower() for one in kinds if one != "Annotation")


def _annotations(nodes: Iterable[Node]) -> frozenset[str]:
    return frozenset(one["name"]["value"].lower() for one in nodes if kind(one) == "Annotation")


def _read_constants(made: Class, node: Node) -> None:
    for ordinal, name in enumerate(names(node["members"])):
        made.constants[name.lower()] = EnumValue(made.type, name, ordinal)
    made.ready = True


def _read_member(made: Class, member: Node) -> None:
    match kind(member):
        case inner if inner in _INNER:
            one = read_class(member["body"], made)
            made.inner[one.name.lower()] = one
        case "FieldMember":
            _read_fields(made, member["variableDecls"])
        case "PropertyMember":
            _read_property(made, member["propertyDecl"])
        case "MethodMember":
            _read_method(made, member["methodDecl"])
        case "StaticStmntBlockMember":
            made.static_parts.append(Block(member["stmnt"]))
        case "StmntBlockMember":
            made.instance_parts.append(Block(member["stmnt"]))
        case other:
            raise UnknownSyntax(other)


def _read_fields(made: Class, node: Node) -> None:
    modifiers = _modifiers(node["modifiers"])
    type_ = written_type(node["type"])
    for one in node["decls"]:
        name = one["name"]["value"]
        _add_field(made, Field(name, type_, optional(one, "assignment"), modifiers))


def _read_property(made: Class, node: Node) -> None:
    name = node["name"]["value"]
    made_field = Field(name, written_type(node["type"]), None, _modifiers(node["modifiers"]))
    made_field.getter = _accessor(made, made_field, optional(node, "getter"), ())
    value = Parameter("value", made_field.type)
    made_field.setter = _accessor(made, made_field, optional(node, "setter"), (value,))
    _add_field(made, made_field)


def _accessor(
    made: Class, of: Field, node: Node | None, parameters: tuple[Parameter, ...]
) -> Method | None:
    body = optional(node, "stmnt") if node else None
    if body is None:
        return None
    returns = None if parameters else of.type
    static = of.modifiers & {"static"}
    return Method(made, of.name, parameters, returns, body, static, accessor_of=of.name.lower())


def _add_field(made: Class, one: Field) -> None:
    static = "static" in one.modifiers
    (made.static_fields if static else made.fields)[one.name.lower()] = one
    (made.static_parts if static else made.instance_parts).append(one)


def _read_method(made: Class, node: Node) -> None:
    returns = optional(node, "type")
    method = Method(
        owner=made,
        name=node["name"]["value"],
        parameters=tuple(
            Parameter(one["name"]["value"], written_type(one["typeRef"]))
            for one in node["parameters"]
        ),
        returns=_returned(returns),
        body=optional(node, "stmnt"),
        modifiers=_modifiers(node["modifiers"]),
        annotations=_annotations(node["modifiers"]),
    )
    if returns is None:
        method.name = "<init>"
        made.constructors.append(method)
    else:
        made.methods.setdefault(method.name.lower(), []).append(method)


def _returned(node: Node | None) -> Type | None:
    written = written_type(node) if node else None
    return None if written is None or written.head == "void" else written
