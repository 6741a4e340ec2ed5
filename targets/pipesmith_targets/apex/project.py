"""The files of an sfdx project that are not classes."""

import json
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipesmith.target import GENERATED

API_VERSION = "67.0"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipesmith_targets.apex"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendered(template: str, **values: object) -> str:
    """Fill a template; texts are escaped for XML."""
    given = {"generated": GENERATED, "api_version": API_VERSION, **values}
    return _environment().get_template(template).render(given)


def project_file(more: Iterable[str]) -> str:
    """Write `sfdx-project.json`; more folders are deployed only where they are asked for."""
    folders: list[dict[str, object]] = [{"path": "force-app", "default": True}]
    project = {
        "name": GENERATED,
        "namespace": "",
        "packageDirectories": folders + [{"path": each} for each in more],
        "sourceApiVersion": API_VERSION,
    }
    return json.dumps(project, indent=4) + "\n"


def class_metadata() -> str:
    """Write what stands beside a class."""
    return rendered("class-meta.xml.jinja")


_KINDS = {
    "classes": "ApexClass",
    "objects": "CustomObject",
    "externalCredentials": "ExternalCredential",
    "namedCredentials": "NamedCredential",
    "permissionsets": "PermissionSet",
    "remoteSiteSettings": "RemoteSiteSetting",
}
"""The types of metadata by their folders; fields belong to their objects."""


def manifest(paths: Iterable[str]) -> str:
    """Write `package.xml`, which lists what the files hold, by the paths within their home."""
    members: dict[str, set[str]] = {}
    for folder, *rest in (path.split("/") for path in paths):
        name = rest[0] if folder == "objects" else rest[-1].partition(".")[0]
        members.setdefault(_KINDS[folder], set()).add(name)
    kinds = [(kind, sorted(names)) for kind, names in sorted(members.items())]
    return rendered("package.xml.jinja", kinds=kinds)
