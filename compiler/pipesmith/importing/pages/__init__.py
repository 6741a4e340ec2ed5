"""The pages that explain what is said when pipelines of other systems are imported."""

from importlib.resources import files

from pipesmith.diagnostics.explain import Pages, pages_in


def import_pages() -> Pages:
    """Give the pages of the slugs of imports."""
    return pages_in(files(__name__), "import/")
