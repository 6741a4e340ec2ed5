"""The statistics office that the orders sample asks for consumer prices."""

from collections.abc import Iterator
from contextlib import contextmanager

from loopback import Reply, Request, serve

INDEXES = {
    "1997": "159.1 159.6 160.0 160.2 160.1 160.3 160.5 160.8 161.2 161.6 161.5 161.3",
    "1998": "161.6 161.9 162.2 162.5 162.8",
}
"""Consumer prices in US cities, all items, 1982-84 = 100, from January on.

Source: US Bureau of Labor Statistics, series CUUR0000SA0 (public domain).
"""

PUBLISHED = {
    f"{year}-{month:02}": index
    for year, indexes in INDEXES.items()
    for month, index in enumerate(indexes.split(), start=1)
}


def consumer_prices(request: Request) -> Reply:
    """Give the index of one month."""
    month = request.path.removeprefix("/consumer-prices/")
    if month not in PUBLISHED:
        return Reply(404, {"error": "not published"})
    return Reply(200, {"month": month, "index": PUBLISHED[month]})


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Serve the office until the block ends, and give the environment that names it."""
    with serve(consumer_prices) as url:
        yield {"STATISTICS_URL": url}
