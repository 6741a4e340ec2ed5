"""Files of workflows: read, or told to be no JSON."""

from pathlib import PurePath

from pipesmith.diagnostics import Findings
from pipesmith.importing import findings as say
from pipesmith.importing.ledger import Ledger
from pipesmith.importing.names import snake_name
from pipesmith.schema.places import read_document
from pipesmith.source import Source

DEEPEST = 60
"""How deep a document may be nested: programs end at a hundred, and are deeper than their data."""


def opened(source: Source, findings: Findings) -> Ledger | None:
    """Read a file as JSON; what keeps it from being read is added to the findings."""
    try:
        document = read_document(source)
        if max(map(len, document.places)) > DEEPEST:
            raise RecursionError
        return Ledger(document)
    except ValueError as failure:
        at = min(getattr(failure, "pos", 0), max(len(source.text) - 1, 0))
        reason = str(getattr(failure, "msg", failure)).lower()
        findings.add([say.not_json(source.span(at, at + 1), reason)])
    except RecursionError:
        findings.add([say.not_json(source.span(0, 1), "it is nested too deeply")])
    return None


def stem_of(path: str) -> str:
    """Give the name that a program has by its file."""
    name = PurePath(path).name
    return snake_name(name.partition(".")[0] or "workflow")
