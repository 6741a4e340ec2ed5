"""Project folders out of texts, checked together, so that each gate runs once."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.apex.gates import GATES, Found, check

CLASSES = Path("force-app/main/default/classes")
_SETTINGS = {
    "sfdx-project.json": json.dumps(
        {
            "packageDirectories": [{"path": "force-app", "default": True}],
            "namespace": "",
            "sourceApiVersion": "67.0",
        }
    ),
    ".prettierrc": json.dumps({"tabWidth": 4, "printWidth": 100}),
}
_META = """<?xml version="1.0" encoding="UTF-8"?>
<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>67.0</apiVersion>
    <status>Active</status>
</ApexClass>
"""


Files = Mapping[str, str]


def write(folder: Path, files: Files) -> None:
    """Write a project; what makes it one, and the metadata of classes, are added."""
    for name, text in (_SETTINGS | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        meta = path.with_name(f"{path.name}-meta.xml")
        if path.suffix == ".cls" and str(Path(name).with_name(meta.name)) not in files:
            meta.write_text(_META)


def checked(
    folder: Path, projects: Mapping[str, Files], gates: Sequence[str] = tuple(GATES)
) -> list[Found]:
    """Check projects by their names; processes that check the same ones share the work."""
    told = json.dumps([[name, sorted(files.items())] for name, files in projects.items()])
    told += json.dumps(gates)
    key = hashlib.sha256(told.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / f"{key}.json"
    with (folder / f"{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            answer.write_text(
                json.dumps([asdict(one) for one in _check(folder / key, projects, gates)])
            )
    return [Found(**one) for one in json.loads(answer.read_text())]


def _check(folder: Path, projects: Mapping[str, Files], gates: Sequence[str]) -> list[Found]:
    for name, files in projects.items():
        write(folder / name, files)
    return check(folder, gates)
