"""`pipesmith explain`: the page of a slug."""

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.files import Misuse
from pipesmith.diagnostics.explain import explain, explained, title
from pipesmith.diagnostics.suggest import nearest


@click.command("explain")
@click.argument("slug", required=False)
def command(slug: str | None) -> int:
    """Explain a kind of finding, with an example that shows it and one that mends it.

    Without SLUG, list all kinds.
    """
    if slug is None:
        click.echo(_list(), nl=False)
        return Exit.success
    page = explain(slug)
    if page is None:
        raise Misuse(_unknown(slug))
    click.echo(page, nl=not page.endswith("\n"))
    return Exit.success


def _list() -> str:
    width = max(map(len, explained()), default=0)
    return "".join(f"{slug:<{width}}  {title(slug)}\n" for slug in explained())


def _unknown(slug: str) -> str:
    near = nearest(slug, explained())
    hint = f"; did you mean `{near}`?" if near else "; `pipesmith explain` lists all"
    return f"no finding is named `{slug}`{hint}"
