"""What remains to be done in an org after deployment, as a page of the project."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith.target import GENERATED
from pipesmith_targets.apex.credentials import Credential


def setup_text(program: n.Program, credentials: list[Credential]) -> str:
    """Write the page."""
    return "\n".join(_lines(program, credentials)) + "\n"


def _lines(program: n.Program, credentials: list[Credential]) -> Iterator[str]:
    yield f"<!-- {GENERATED}. -->"
    yield "# After deployment"
    yield ""
    yield "1. Assign the permission set to the users who run the pipelines."
    variables = _variables(program)
    if variables:
        yield "2. Enter the variables in Setup, under Custom Metadata Types, Pipeline Setting:"
        yield from (f"   - `{name}`" for name in variables)
    if credentials:
        yield f"{3 if variables else 2}. Enter URLs and secrets in Setup, under Named Credentials:"
        for each in credentials:
            secrets = ", ".join(f"`{name}`" for name in each.secrets)
            yield f"   - `{each.name}`: its URL, and for its principal the parameters {secrets}"
    for name in _named(program):
        yield f"- The Named Credential `{name}` is one of the org's own; the program uses it."


def _variables(program: n.Program) -> list[str]:
    return sorted({part.name for part in inside(program) if isinstance(part, n.EnvValue)})


def _named(program: n.Program) -> list[str]:
    found = (part for part in inside(program) if isinstance(part, n.Auth))
    return sorted(
        {
            value.value
            for part in found
            if part.scheme == "named_credential"
            for value in part.values
            if isinstance(value, n.TextValue)
        }
    )
