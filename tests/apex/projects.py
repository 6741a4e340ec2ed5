"""One project folder out of many files, so that each gate runs once."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tests.apex.gates import Found, check

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


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a project; what makes it one, and the metadata of classes, are added."""
    for name, text in (_SETTINGS | dict(files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        meta = path.with_name(f"{path.name}-meta.xml")
        if path.suffix == ".cls" and not meta.exists():
            meta.write_text(_META)
    return folder


def checked(folder: Path, files: Mapping[str, str]) -> list[Found]:
    """Check files as one project; processes that check the same files share the work."""
    name = hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    answer = folder / f"{name}.json"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answer.exists():
            found = check(write(folder / name, files))
            answer.write_text(json.dumps([asdict(one) for one in found]))
    return [Found(**one) for one in json.loads(answer.read_text())]
