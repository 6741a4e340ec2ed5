"""`pipesmith explain`: the page of a slug."""

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import Misuse
from pipesmith.diagnostics.explain import Pages, explain, front_end_pages, title
from pipesmith.diagnostics.suggest import nearest


@click.command("explain")
@click.argument("slug", required=False)
def command(slug: str | None) -> int:
    """Explain a kind of finding, with an example that shows it and one that mends it.

    Without SLUG, list all kinds.
    """
    pages = _all_pages()
    if slug is None:
        click.echo(_list(pages), nl=False)
        return Exit.success
    page = explain(slug, pages)
    if page is None:
        raise Misuse(_unknown(slug, pages))
    click.echo(page, nl=not page.endswith("\n"))
    return Exit.success


def _all_pages() -> Pages:
    from pipesmith.importing.pages import import_pages
    from pipesmith.schema.pages import schema_pages
    from pipesmith_targets import pages

    return {**front_end_pages(), **schema_pages(), **import_pages(), **pages()}


def _list(pages: Pages) -> str:
    width = max(map(len, pages), default=0)
    return "".join(f"{slug:<{width}}  {title(page)}\n" for slug, page in pages.items())


def _unknown(slug: str, pages: Pages) -> str:
    near = nearest(slug, tuple(pages))
    hint = f"; did you mean `{near}`?" if near else "; `pipesmith explain` lists all"
    return f"no finding is named `{slug}`{hint}"
