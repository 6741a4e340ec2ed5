"""The account of a document: each element goes into the program, or into a finding."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipesmith.diagnostics import Finding, Severity, Slug
from pipesmith.importing import findings as say
from pipesmith.schema.places import MISSING, Document, Path


@dataclass(slots=True)
class Ledger:
    """What became of the elements of one document, and what is said of them."""

    document: Document
    findings: list[Finding] = field(default_factory=list)
    _taken: set[Path] = field(default_factory=set)
    _assumed: dict[str, list[Path]] = field(default_factory=dict)
    _around: set[Path] = field(default_factory=set)  # what has a part that is taken

    def root(self) -> "Part":
        """Give the whole document."""
        return Part(self, (), self.document.root)

    def add(self, finding: Finding) -> None:
        """Say a thing that accounts for no element."""
        if finding not in self.findings:
            self.findings.append(finding)

    def assume(self, what: str, path: Path) -> None:
        """Note a thing that is read as what was likely meant; like ones are told together."""
        self._assumed.setdefault(what, []).append(path)

    def close(self) -> None:
        """Tell what was assumed."""
        for what, paths in self._assumed.items():
            self.add(say.assumed(self.document, paths, what))
        self._assumed.clear()

    def take(self, path: Path) -> None:
        """Note that an element, with all in it, is in the program or told."""
        self._taken.add(path)
        self._around.update(path[:length] for length in range(len(path)))

    def taken(self, path: Path) -> bool:
        """Tell whether an element is accounted for."""
        return any(path[:length] in self._taken for length in range(len(path) + 1))

    def left(self, path: Path = ()) -> Iterator[Path]:
        """Give what is not accounted for: the outermost elements of which no part is."""
        value = self.document.at(path)
        if path in self._taken:
            return
        if path not in self._around:
            yield path
            return
        for key in _parts(value):
            yield from self.left((*path, key))

    @property
    def sound(self) -> bool:
        """Tell whether nothing that was said keeps a program from being written."""
        return all(finding.severity is not Severity.error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Part:
    """One element of a document, and where it stands."""

    ledger: Ledger
    path: Path
    value: Any

    def __bool__(self) -> bool:
        return self.value is not MISSING

    @property
    def name(self) -> str:
        """Give the name or index under which the element stands."""
        return str(self.path[-1]) if self.path else ""

    def part(self, *names: str) -> "Part":
        """Give the member with the first of these names that there is; else a missing one."""
        members = self.value if isinstance(self.value, dict) else {}
        name = next((each for each in names if each in members), names[0])
        return Part(self.ledger, (*self.path, name), members.get(name, MISSING))

    def members(self) -> Iterator["Part"]:
        """Give the members of an object."""
        for key in self.value if isinstance(self.value, dict) else ():
            yield self.part(key)

    def items(self) -> Iterator["Part"]:
        """Give the items of a list; anything else is a list of itself."""
        if not isinstance(self.value, list):
            yield from (self,) if self and self.value is not None else ()
            return
        for place, item in enumerate(self.value):
            yield Part(self.ledger, (*self.path, place), item)

    def take(self) -> Any:
        """Give the value, which goes into the program whole; None when it is missing."""
        if not self:
            return None
        self.ledger.take(self.path)
        return self.value

    def text(self) -> str | None:
        """Take a text; anything else is left where it is."""
        return self.take() if isinstance(self.value, str) else None

    def tell(
        self, slug: Slug, message: str, label: str, *notes: str, way: str | None = None
    ) -> None:
        """Say a thing of this element, which accounts for it."""
        self.ledger.take(self.path)
        self.note(slug, message, label, *notes, way=way)

    def note(
        self, slug: Slug, message: str, label: str, *notes: str, way: str | None = None
    ) -> None:
        """Say a thing of this element, which is in the program all the same."""
        finding = say.told(slug, self.ledger.document, self.path, message, label, *notes, way=way)
        self.ledger.add(finding)


def _parts(value: Any) -> list[Any]:
    match value:
        case dict():
            return [*value]
        case list():
            return [*range(len(value))]
        case _:
            return []
