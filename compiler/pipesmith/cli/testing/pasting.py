"""A property that does not hold, as a test that can be pasted beside it.

What was drawn is written out; what the property says itself stands as it is written there.
"""

import posixpath
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from pipesmith.ir import nodes as n
from pipesmith.source import Source
from pipesmith_runtime.testing import Mock, Trial
from pipesmith_runtime.testing.mocks import Called, Failed, Returned, Taken
from pipesmith_runtime.testing.source_texts import SourceWriter, duration_text, quoted


def pasteable(
    scenario: n.Scenario, trial: Trial[Any], program: n.Program, sources: Mapping[str, Source]
) -> str | None:
    """Give the text of a test that fails as a property does, None for what is a test already."""
    if not isinstance(scenario, n.Property):
        return None
    writer = SourceWriter()
    lines = [
        _given(scenario, trial, writer),
        *_mocks(scenario, trial, writer, sources),
        *(_text(each.place, sources) for each in scenario.expectations),
    ]
    inner = "".join(f"  {line}\n" for line in lines)
    imports = "".join(_imports(writer, program))
    return f"{imports}test {quoted(f'{scenario.title}: an example')} {{\n{inner}}}\n"


def _imports(writer: SourceWriter, program: n.Program) -> Iterator[str]:
    """Give the imports of types that the file of the property does not know yet."""
    entry = program.entry
    known = {(each.module, name) for each in entry.imports for name in each.names}
    for module, name in sorted(writer.named - known):
        if module != entry.name:
            home = posixpath.dirname(entry.path) or "."
            path = posixpath.relpath(program.module(module).path, home)
            dotted = path if path.startswith(".") else f"./{path}"
            yield f'import {{ {name} }} from "{dotted}"\n\n'


def _given(scenario: n.Property, trial: Trial[Any], writer: SourceWriter) -> str:
    given = ", ".join(
        f"{name}: {writer.write(trial.inputs[name], trial.types[name])}"
        for name in scenario.parameters
    )
    return f"given {scenario.pipeline}({given})"


def _mocks(
    scenario: n.Property, trial: Trial[Any], writer: SourceWriter, sources: Mapping[str, Source]
) -> Iterator[str]:
    """Write each mock; one that draws says what it gave, and is left out where it gave nothing."""
    for written, mock in zip(scenario.mocks, trial.mocks, strict=True):
        if not _draws(written):
            yield _text(written.place, sources)
        elif mock.taken:
            yield f"mock {_place(written, sources)} {_outcomes(mock, writer)}"


def _draws(mock: n.Mock) -> bool:
    outcomes = [each for outcomes in mock.alternatives for each in outcomes]
    return len(mock.alternatives) > 1 or any(
        each.does != "calls" and (each.value, each.error) == (None, None) for each in outcomes
    )


def _place(mock: n.Mock, sources: Mapping[str, Source]) -> str:
    """Give what stands before the outcomes, as the source writes it."""
    whole, first = mock.place, mock.alternatives[0][0].place
    head = n.Place(whole.path, whole.line, whole.column, first.line, first.column)
    return _text(head, sources).removeprefix("mock").strip()


def _outcomes(mock: Mock[Any], writer: SourceWriter) -> str:
    texts = (_outcome(each, mock, writer) for each in mock.taken)
    groups = [(text, len(list(group))) for text, group in groupby(texts)]
    return " then ".join(
        f"{text} times {count}" if count > 1 and at < len(groups) - 1 else text
        for at, (text, count) in enumerate(groups)
    )


def _outcome(taken: Taken, mock: Mock[Any], writer: SourceWriter) -> str:
    takes = f"takes {duration_text(taken.takes)}" if taken.takes else ""
    match taken.happened:
        case Returned(value=value):
            return f"{takes} returns {writer.write(value, mock.result_type)}".strip()
        case Failed(kind=kind):
            return f"{takes} fails {kind.name}".strip()
        case Called():
            return takes or "takes 0s"


def _text(place: n.Place, sources: Mapping[str, Source]) -> str:
    """Give the text of a place, its lines joined."""
    lines = sources[place.path].text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n  ".join(lines).rstrip()
