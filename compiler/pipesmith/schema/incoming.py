"""Declarations of a JSON Schema.

Reads     a file that holds a schema of draft 2020-12, or of the drafts before it that look alike.
Gives     the text of a module, in the canonical layout: records, enums, aliases.
Reports   schema/not-a-schema, and what no type says: schema/not-expressible, schema/renamed,
          schema/open.
Promises  the text is a program that checks; nothing that the schema says is left out unsaid.
Leaves    references to other files, which become `json`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipesmith.diagnostics import Finding, Findings, Severity
from pipesmith.driver import check_source
from pipesmith.schema import import_findings as say
from pipesmith.schema.converting import Converting
from pipesmith.schema.places import Document, Path, read_document
from pipesmith.schema.well_formed import malformed
from pipesmith.source import Source
from pipesmith.syntax import format_source


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a module, None when an error was found."""

    text: str | None
    findings: Findings


def import_schema(source: Source) -> Imported:
    """Make declarations of a schema, or say why there are none."""
    findings = Findings({source.path: source})
    try:
        return _imported(read_document(source), findings)
    except ValueError as failure:
        at = getattr(failure, "pos", 0)
        reason = str(getattr(failure, "msg", failure)).lower()
        findings.add([say.not_json(source.span(at, at + 1), reason)])
        return Imported(None, findings)
    except RecursionError:
        findings.add([say.not_json(source.span(0, 1), "it is nested too deeply")])
        return Imported(None, findings)


def _imported(document: Document, findings: Findings) -> Imported:
    wrong = [*malformed(document)]
    findings.add(wrong)
    if wrong:
        return Imported(None, findings)
    text = _declarations(document, findings)
    return _checked(text, document, findings) if text else Imported(None, findings)


def _declarations(document: Document, findings: Findings) -> str:
    converting = Converting(document)
    for path in _declared(document):
        converting.declare(path, _name(path, converting))
    findings.add(converting.findings)
    if converting.open_objects:
        findings.add([say.opened(document, [*dict.fromkeys(converting.open_objects)])])
    if not converting.declarations:
        findings.add([say.nothing_declared(document.span(()))])
        return ""
    return "\n\n".join(converting.declarations.values()) + "\n"


def _declared(document: Document) -> Iterator[Path]:
    """Give what is declared: the whole, if it describes values, and all definitions."""
    root = document.root
    if not isinstance(root, Mapping) or _describes(root):
        yield ()
    for word in ("$defs", "definitions"):
        definitions = root.get(word) if isinstance(root, Mapping) else None
        for name in definitions if isinstance(definitions, Mapping) else ():
            yield (word, name)


def _describes(root: Mapping[str, object]) -> bool:
    beside = {"$schema", "$id", "$comment", "$defs", "definitions", "title", "description"}
    return bool(root.keys() - beside) or not root.keys() & {"$defs", "definitions"}


def _name(path: Path, converting: Converting) -> tuple[str, ...]:
    return (str(path[-1]),) if path else (converting.root_name,)


def _checked(text: str, document: Document, findings: Findings) -> Imported:
    """Format the text, and see that it is a program."""
    formatted = format_source(Source("imported.pipe", text))
    if not isinstance(formatted, str):
        findings.add(_refusal(document, formatted))
        return Imported(None, findings)
    checked = check_source(Source("imported.pipe", formatted), lambda path: None)
    errors = [each for each in checked.findings if each.severity is Severity.error]
    findings.add(_refusal(document, errors))
    return Imported(None if errors else formatted, findings)


def _refusal(document: Document, errors: Sequence[Finding]) -> list[Finding]:
    return [say.does_not_check(document.span(()), error.message) for error in errors[:1]]
