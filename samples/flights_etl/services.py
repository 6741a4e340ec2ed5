"""The airport register that the flights sample asks."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager

from loopback import Reply, Request, serve
from records import data_folder


class Register:
    """Knows the airports of the data package."""

    def __init__(self) -> None:
        with (data_folder() / "airports.csv").open(encoding="utf-8") as file:
            self.airports = {row["faa"]: row for row in csv.DictReader(file)}

    def __call__(self, request: Request) -> Reply:
        """Give one airport by its code."""
        row = self.airports.get(request.path.removeprefix("/airports/"))
        if row is None:
            return Reply(404, {"error": "no such airport"})
        return Reply(
            200, {"code": row["faa"], "name": row["name"], "timezone": row["tzone"] or None}
        )


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Serve the register until the block ends, and give the environment that names it."""
    with serve(Register()) as url:
        yield {"AIRPORTS_URL": url}
