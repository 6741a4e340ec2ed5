"""A program of files with BudFlow workflows.

Reads     JSON files: one workflow each, or several under `workflows` or in a list.
Gives     the text of one program, a pipeline for each workflow, and findings.
Reports   what is broken in the files, and what of them has no place in the program.
Promises  no file raises an exception; nothing of it is dropped unsaid.
Leaves    statements to `workflows`.
"""

from collections.abc import Iterator, Sequence

from pipesmith.diagnostics import Findings
from pipesmith.importing import codes
from pipesmith.importing.budflow.reading import read_workflow
from pipesmith.importing.budflow.system import BudflowSystem
from pipesmith.importing.ledger import Ledger, Part
from pipesmith.importing.program import Imported
from pipesmith.importing.workflows.opening import opened, stem_of
from pipesmith.importing.workflows.programs import Program, imported
from pipesmith.importing.workflows.raw import Raw
from pipesmith.source import Source


def import_budflow(sources: Sequence[Source]) -> Imported:
    """Make a program of workflows, the first file's last, or say why there is none."""
    findings = Findings({source.path: source for source in sources})
    ledgers = [opened(source, findings) for source in sources]
    read = [ledger for ledger in ledgers if ledger is not None]
    if len(read) < len(sources):
        return Imported({}, findings)
    raws: dict[str, Raw] = {}
    for ledger in reversed(read):
        for raw in _workflows(ledger):
            _keep(raw, raws)
    stem = stem_of(sources[0].path)
    return imported(Program(BudflowSystem(), raws), read, f"{stem}.pipe")


def _keep(raw: Raw, raws: dict[str, Raw]) -> None:
    if raw.name in raws:
        message = f"two workflows have the id `{raw.name}`"
        raw.part.tell(codes.REPEATED, message, "this one is left out")
    else:
        raws[raw.name] = raw


def _workflows(ledger: Ledger) -> Iterator[Raw]:
    """Give the workflows of a file, what it is for last."""
    root, stem = ledger.root(), stem_of(ledger.document.source.path)
    found = [*_parts(root)]
    if not found:
        root.tell(codes.NOT_A_PIPELINE, "this file holds no workflow", "no `nodes`")
    for at, part in enumerate(reversed(found)):
        yield read_workflow(part, stem if len(found) == 1 else f"{stem}_{len(found) - at}")


def _parts(root: Part) -> Iterator[Part]:
    if isinstance(root.value, list):
        yield from root.items()
    elif isinstance(root.value, dict) and "nodes" in root.value:
        yield root
    elif isinstance(root.value, dict):
        inner = root.part("workflow", "data", "definition")
        if isinstance(inner.value, dict):
            yield inner
        if isinstance(root.part("workflows").value, list):
            yield from root.part("workflows").items()
