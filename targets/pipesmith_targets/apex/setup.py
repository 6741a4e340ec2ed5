"""What remains to be done in an org after deployment, as a page of the project."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith.target import GENERATED
from pipesmith_targets.apex.credentials import Credential, hosts_without


def setup_text(program: n.Program, credentials: list[Credential]) -> str:
    """Write the page."""
    steps = [_USERS, *_settings(program), *_secrets(credentials), *_hosts(program)]
    numbered = [f"{at}. {step}" for at, step in enumerate(steps, 1)]
    lines = [f"<!-- {GENERATED}. -->", "# After deployment", "", *numbered, *_named(program)]
    return "\n".join(lines) + "\n"


_USERS = "Assign the permission set to the users who run the pipelines."


def _settings(program: n.Program) -> Iterator[str]:
    variables = _variables(program)
    if variables:
        yield _listed(
            "Enter the variables in Setup, under Custom Metadata Types, Pipeline Setting:",
            [f"`{name}`" for name in variables],
        )


def _secrets(credentials: list[Credential]) -> Iterator[str]:
    if credentials:
        yield _listed(
            "Enter URLs and secrets in Setup, under Named Credentials:",
            [
                f"`{each.name}`: its URL, and for its principal the parameters "
                + ", ".join(f"`{name}`" for name in each.secrets)
                for each in credentials
            ],
        )


def _hosts(program: n.Program) -> Iterator[str]:
    """Tell of hosts that no credential and no file of the project names."""
    hosts = hosts_without(program)
    variables = {each.variable for each in hosts if each is not None and each.variable}
    told = [f"the host of `{name}`" for name in sorted(variables)]
    if None in hosts:
        told.append("each host that only a run knows")
    if told:
        yield _listed("Enter in Setup, under Remote Site Settings:", told)


def _listed(title: str, items: list[str]) -> str:
    return "\n".join([title, *(f"   - {each}" for each in items)])


def _variables(program: n.Program) -> list[str]:
    return sorted({part.name for part in inside(program) if isinstance(part, n.EnvValue)})


def _named(program: n.Program) -> list[str]:
    """Tell of the credentials that the org brings."""
    found = (part for part in inside(program) if isinstance(part, n.Auth))
    names = sorted(
        {
            value.value
            for part in found
            if part.scheme == "named_credential"
            for value in part.values
            if isinstance(value, n.TextValue)
        }
    )
    return [
        f"- The Named Credential `{name}` is one of the org's own; the program uses it."
        for name in names
    ]
