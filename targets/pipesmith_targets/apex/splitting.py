"""The classes of a program, none longer than the analyzer likes.

What a module declares leaves the class of its one pipeline where that grows too long; then types
part from methods, and after that each kind is halved. Classes are measured as they are written, so
that nothing is split without need. A pipeline itself, and a single type, stay whole.
"""

from collections.abc import Iterator, Sequence

from pipesmith.ir import nodes as n
from pipesmith_targets.apex.building import classes_of
from pipesmith_targets.apex.program_names import METHODS, TYPES, ProgramNames, Share, Shares
from pipesmith_targets.apex.suppressing import is_long, printed


def written(program: n.Program) -> tuple[ProgramNames, dict[str, str]]:
    """Write the classes of a program, and decide in which of them each declaration stands."""
    shares: Shares = {}
    while True:
        names = ProgramNames.of(program, shares)
        texts = {each.name: printed(each) for each in classes_of(program, names)}
        long = {name for name, text in texts.items() if is_long(text)}
        parted = {each.name: (*_parted(each, names, long),) for each in program.modules}
        if not long or parted == shares:
            return names, texts
        shares = parted


def _parted(module: n.Module, names: ProgramNames, long: set[str]) -> Iterator[Share]:
    """Give what stands apart in a module, with what has to leave classes that are too long."""
    home, moved = names.homes[module.name], list[Share]()
    leaves = home in names.pipelines.values()
    if home in long:
        _, moved = _halves(names.declared_in(module, home), leaves)
    shares = names.shares.get(module.name, ())
    for share, class_ in zip(shares, names.shared[module.name], strict=True):
        kept: Sequence[n.Declaration] = names.declared_in(module, class_)
        if class_ in long:
            kept, more = _halves(kept, leaves=False)
            moved += more
        yield Share(share.kind, tuple(each.name for each in kept))
    yield from moved


def _halves(
    items: Sequence[n.Declaration], leaves: bool
) -> tuple[Sequence[n.Declaration], list[Share]]:
    """Give what stays in a class, and what leaves it."""
    types = [each for each in items if isinstance(each, TYPES)]
    methods = [each for each in items if isinstance(each, METHODS)]
    if leaves:
        return [], [_share("Module", items)] if items else []
    if types and methods:
        return methods, [_share("Types", types)]
    if len(items) < 2:
        return items, []
    half = (len(items) + 1) // 2
    return items[:half], [_share("Types" if types else "Module", items[half:])]


def _share(kind: str, items: Sequence[n.Declaration]) -> Share:
    return Share(kind, tuple(each.name for each in items))
