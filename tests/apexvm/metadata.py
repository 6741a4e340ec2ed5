"""The metadata of an org: record types with their fields, and records of custom metadata."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePosixPath

from tests.apexvm.storage import FieldShape, Shape, Storage
from tests.apexvm.types import Type
from tests.apexvm.values import SObject, Value

_TYPES = {
    "Number": "Decimal",
    "Currency": "Decimal",
    "Percent": "Decimal",
    "Checkbox": "Boolean",
    "DateTime": "Datetime",
    "Date": "Date",
    "Time": "Time",
    "Lookup": "Id",
    "MasterDetail": "Id",
}
_NAMESPACE = re.compile(r"\{[^}]*\}")


def load_metadata(files: Mapping[str, str], storage: Storage) -> None:
    """Take in what files tell of record types, fields and records."""
    for name, text in files.items():
        path = PurePosixPath(name)
        if name.endswith(".object-meta.xml"):
            _load_object(path.name.removesuffix(".object-meta.xml"), _tree(text), storage)
        elif name.endswith(".field-meta.xml"):
            _shape(path.parent.parent.name, storage)
            _load_field(path.parent.parent.name, _tree(text), storage)
    for name, text in files.items():
        if name.endswith(".md-meta.xml"):
            _load_record(PurePosixPath(name).name.removesuffix(".md-meta.xml"), text, storage)


def _tree(text: str) -> ET.Element:
    root = ET.fromstring(text)
    for one in root.iter():
        one.tag = _NAMESPACE.sub("", one.tag)
    return root


def _shape(name: str, storage: Storage) -> Shape:
    return storage.shapes.setdefault(name.lower(), Shape(name))


def _load_object(name: str, root: ET.Element, storage: Storage) -> None:
    shape = _shape(name, storage)
    shape.publishes_immediately = root.findtext("publishBehavior") == "PublishImmediately"
    for one in root.findall("fields"):
        _load_field(name, one, storage)


def _load_field(owner: str, root: ET.Element, storage: Storage) -> None:
    name = root.findtext("fullName", "")
    kind = root.findtext("type", "")
    length = root.findtext("length")
    type_ = Type(_TYPES.get(kind, "String"))
    shape = FieldShape(
        name=name,
        type=type_,
        unique=root.findtext("unique") == "true",
        required=root.findtext("required") == "true",
        external_id=root.findtext("externalId") == "true",
        length=int(length) if length else None,
        default=_default(root.findtext("defaultValue"), type_),
    )
    _shape(owner, storage).fields[name.lower()] = shape


def _default(text: str | None, type_: Type) -> Value:
    if text is None:
        return False if type_.key == "boolean" else None
    match type_.key:
        case "boolean":
            return text == "true"
        case "decimal":
            return Decimal(text)
        case _:
            return text.strip("'\"")


def _load_record(name: str, text: str, storage: Storage) -> None:
    type_name, developer_name = name.split(".", 1)
    root = _tree(text)
    record = SObject(Type(f"{type_name}__mdt"))
    record.put("Id", storage.new_id(record.type))
    record.put("DeveloperName", developer_name)
    record.put("MasterLabel", root.findtext("label"))
    for one in root.findall("values"):
        field = one.findtext("field", "")
        storage.put_field(record, field, _value(one.find("value")))
    storage.table(record.type)[record.get("Id")] = record


def _value(node: ET.Element | None) -> Value:
    if node is None or node.text is None:
        return None
    kind = next((value for key, value in node.attrib.items() if key.endswith("type")), "")
    match kind.rsplit(":", 1)[-1]:
        case "boolean":
            return node.text == "true"
        case "double" | "int":
            return Decimal(node.text)
        case _:
            return node.text
