"""Addresses of stages, as the text of a program has them (rule 6)."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n


def addressed_blocks(body: n.Body, address: str) -> Iterator[tuple[n.Block, str]]:
    """Give the blocks of a control statement, with what their addresses begin with (rule 6)."""
    match body:
        case n.If(arms=arms, otherwise=otherwise):
            yield from ((arm.body, address) for arm in arms)
            yield from [(otherwise, address)] if otherwise else ()
        case n.Switch(cases=cases, otherwise=otherwise):
            yield from ((case.body, address) for case in cases)
            yield from [(otherwise, address)] if otherwise else ()
        case n.Foreach(body=block) | n.While(body=block) | n.Repeat(body=block):
            yield block, f"{address}[*]"
        case n.Try(body=block, catches=catches, final=final):
            yield block, address
            for number, catch in enumerate(catches, 1):
                yield catch.body, f"{address}/catch" + (f"#{number}" if number > 1 else "")
            yield from [(final, f"{address}/finally")] if final else ()
        case n.Parallel(branches=branches):
            yield from ((branch.body, f"{address}/{branch.name}") for branch in branches)
        case _:
            return
