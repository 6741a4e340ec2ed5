"""How a program gets into an org and what remains to be done there, as a page of the project."""

from collections.abc import Iterator

from pipesmith.target import GENERATED
from pipesmith_targets.apex.credentials import Credential
from pipesmith_targets.apex.prerequisites import Prerequisites
from pipesmith_targets.apex.project import rendered


def setup_text(needed: Prerequisites, permission_set: str) -> str:
    """Write the page."""
    steps = [
        f"Assign the permission set `{permission_set}` to the users who run the pipelines.",
        *_workers(needed),
        *_variables(needed),
        *_credentials(needed),
        *_brought(needed),
        *_models(needed),
        *_hosts(needed),
    ]
    numbered = [f"{at}. {step}" for at, step in enumerate(steps, 1)]
    head = [f"<!-- {GENERATED}. -->", "# Deployment", "", _DEPLOYMENT, *_resetting(needed)]
    return "\n".join([*head, "", "# After deployment", "", *numbered]) + "\n"


_DEPLOYMENT = """\
In this folder, which holds `sfdx-project.json`:

```
sf project deploy start --source-dir force-app
```"""

_RESETTING = """
Each deployment sets the URLs of Named Credentials to those in the files. What is entered for
{names} stays where, after the first deployment, a file `.forceignore` in this folder says:

```
**/*.namedCredential-meta.xml
```"""


def _resetting(needed: Prerequisites) -> Iterator[str]:
    names = [_code(each.name) for each in needed.credentials if not each.is_told]
    if names:
        yield _RESETTING.format(names=", ".join(names))


def _workers(needed: Prerequisites) -> Iterator[str]:
    if needed.workers:
        yield _listed(
            "Have these classes in the org; each implements `PipelineOperator`, has a constructor "
            "without parameters, and does the work of an operator:",
            map(_code, needed.workers),
        )


def _variables(needed: Prerequisites) -> Iterator[str]:
    if needed.variables:
        yield _listed(
            "Enter the variables in Setup, under Custom Metadata Types, Pipeline Setting; the name "
            "of each record is the variable's:",
            map(_code, needed.variables),
        )


def _credentials(needed: Prerequisites) -> Iterator[str]:
    if needed.credentials:
        yield _listed(
            "Enter in Setup, under Named Credentials:", map(_credential, needed.credentials)
        )


def _credential(each: Credential) -> str:
    """Tell what to enter for a credential; the path of a URL comes from the code."""
    secrets = ", ".join(map(_code, each.secrets))
    parameters = (
        f"for the principal `Pipelines` of its External Credential the parameters {secrets}"
    )
    if each.is_told:
        return f"{_code(each.name)}: {parameters}"
    url = "as its URL the host alone, such as `https://api.example.com`"
    if each.host is not None and each.host.variable is not None:
        url += f", while the variable `{each.host.variable}` holds the host and the path"
    return f"{_code(each.name)}: {url}; {parameters}"


def _brought(needed: Prerequisites) -> Iterator[str]:
    """Tell of the credentials that the org brings."""
    if needed.brought:
        yield _listed(
            "Have these Named Credentials in the org, with the host alone as URL, and give users "
            "access to their principals:",
            map(_code, needed.brought),
        )


def _models(needed: Prerequisites) -> Iterator[str]:
    if needed.models:
        told = [_code(each) for each in needed.models if each is not None]
        told += ["each model whose name only a run knows"] if None in needed.models else []
        yield rendered("models.md.jinja", names=told).rstrip("\n")


def _hosts(needed: Prerequisites) -> Iterator[str]:
    """Tell of hosts that no credential and no file of the project names."""
    variables = {each.variable for each in needed.hosts if each is not None and each.variable}
    told = [f"the host of `{name}`" for name in sorted(variables)]
    if None in needed.hosts:
        told.append("each host that only a run knows")
    if told:
        yield _listed("Enter in Setup, under Remote Site Settings:", iter(told))


def _listed(title: str, items: Iterator[str]) -> str:
    return "\n".join([title, *(f"   - {each}" for each in items)])


def _code(text: str) -> str:
    """Write a text of the source as code; nothing in it ends that."""
    return f"`{' '.join(text.replace('`', ' ').split())}`"
