"""Read the orders of the CD shop CDNOW from the package `Lifetimes`, and write the report."""

import json
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any


def orders_file() -> Path:
    """Find the orders in the installed package, without importing the package."""
    spec = find_spec("lifetimes")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the orders are missing: pip install --no-deps Lifetimes")
    return Path(spec.origin).with_name("datasets") / "CDNOW_master.txt"


def read_orders() -> list[dict[str, object]]:
    """Give every order in the order of the file; its first line is the heading."""
    lines = orders_file().read_text("ascii").splitlines()
    return [order(number, line) for number, line in enumerate(lines[1:], start=2)]


def order(number: int, line: str) -> dict[str, object]:
    """Take one line apart: customer, day, number of CDs, dollars."""
    customer, day, items, amount = line.split()
    return {
        "line": number,
        "customer": customer,
        "placed": f"{day[:4]}-{day[4:6]}-{day[6:]}",
        "items": int(items),
        "amount": amount,
    }


def write_report(report: Any, file: PurePosixPath) -> int:
    """Write the report as JSON, and give the number of characters."""
    return Path(file).write_text(json.dumps(report.model_dump(mode="json"), indent=2), "utf-8")
