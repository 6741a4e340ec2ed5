"""The pages that explain slugs, kept beside the wording: the front end's, and those of targets."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

Pages = Mapping[str, Traversable]
"""Slugs in order, each with its page."""


@cache
def front_end_pages() -> Pages:
    """Give the pages of the front end's slugs."""
    return pages_in(files("pipesmith.diagnostics") / "pages")


def pages_in(folder: Traversable, prefix: str = "") -> Pages:
    """Give the pages in a folder, sorted; the prefix is that of a target's slugs."""
    found = (page for page in folder.iterdir() if page.name.endswith(".md"))
    return {f"{prefix}{page.name[:-3]}": page for page in sorted(found, key=lambda page: page.name)}


def explain(slug: str, pages: Pages | None = None) -> str | None:
    """Give the page of a slug, None when it has none."""
    page = (front_end_pages() if pages is None else pages).get(slug)
    return page.read_text("utf-8") if page is not None else None


def title(page: Traversable) -> str:
    """Give what a page says first below its heading."""
    paragraphs = page.read_text("utf-8").split("\n\n")
    return " ".join(paragraphs[1].split())
