"""What a user who runs pipelines may see and change of the runtime's records, and use besides."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith_apex_runtime import objects
from pipesmith_targets.apex.prerequisites import Prerequisites

_RUN, _SIGNAL, _PROGRESS = "PipelineRun__c", "PipelineSignal__c", "PipelineProgress__e"
_CANCEL = f"{_RUN}.CancelRequested__c"


@dataclass(frozen=True, slots=True)
class OfObject:
    """A right on all records of a kind that are shared with the user; they may be read."""

    name: str
    can_create: bool = False
    can_edit: bool = False


@dataclass(frozen=True, slots=True)
class OfField:
    """A right on a field, which may be read."""

    name: str
    is_editable: bool


@dataclass(frozen=True, slots=True)
class Access:
    """The rights that a permission set gives."""

    types: tuple[str, ...]
    objects: tuple[OfObject, ...]
    fields: tuple[OfField, ...]


def access_of(needed: Prerequisites) -> Access:
    """Give the rights that users need for a program, and no others."""
    rights = tuple(sorted(_objects(needed), key=lambda each: each.name))
    return Access(tuple(_types(needed)), rights, tuple(_fields(rights)))


def _types(needed: Prerequisites) -> Iterator[str]:
    """Give the custom metadata types that are read, which an org may keep from users."""
    if needed.models:
        yield from ("PipelineBudget__mdt", "PipelineModel__mdt")
    if needed.variables:
        yield "PipelineSetting__mdt"


def _objects(needed: Prerequisites) -> Iterator[OfObject]:
    """Give rights on objects: whoever starts a run may look at it, and ask for its end."""
    if needed.has_jobs:
        yield OfObject(_RUN, can_edit=True)
        yield OfObject(_PROGRESS, can_create=True)
    if needed.has_signals:
        yield OfObject(_SIGNAL, can_create=True)
    if needed.is_proven:
        yield OfObject("UserExternalCredential")


def _fields(rights: tuple[OfObject, ...]) -> Iterator[OfField]:
    """Give rights on the fields of records; an event has none."""
    for right in rights:
        if right.name in (_RUN, _SIGNAL):
            for field in _fields_of(right.name):
                yield OfField(field, right.can_create or field == _CANCEL)


def _fields_of(name: str) -> list[str]:
    folder, end = f"{name}/fields/", ".field-meta.xml"
    files = [path.removeprefix(folder) for path in objects() if path.startswith(folder)]
    return sorted(f"{name}.{file.removesuffix(end)}" for file in files)
