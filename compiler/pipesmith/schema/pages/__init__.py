"""The pages that explain what is said when a JSON Schema is imported."""

from importlib.resources import files

from pipesmith.diagnostics.explain import Pages, pages_in


def schema_pages() -> Pages:
    """Give the pages of the slugs of schemas."""
    return pages_in(files(__name__), "schema/")
