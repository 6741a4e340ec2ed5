"""The pages that explain slugs, kept beside the wording."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PAGES = files("pipesmith.diagnostics") / "pages"


@cache
def explained() -> tuple[str, ...]:
    """Give the slugs that have a page, sorted."""
    if not PAGES.is_dir():
        return ()
    return tuple(sorted(page.name[:-3] for page in PAGES.iterdir() if page.name.endswith(".md")))


def explain(slug: str) -> str | None:
    """Give the page of a slug, None when it has none."""
    return _page(slug).read_text("utf-8") if slug in explained() else None


def title(slug: str) -> str:
    """Give the first line of a slug's page, without its mark."""
    return (explain(slug) or slug).split("\n", 1)[0].lstrip("# ")


def _page(slug: str) -> Traversable:
    return PAGES / f"{slug}.md"
