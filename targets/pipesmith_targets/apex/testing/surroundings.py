"""What all tests of a class find around them: mocks, models, variables of the environment."""

from collections.abc import Iterable, Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.environment import reached
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.testing.trial import MOCKED

_TEXTS = "Map<String, String>"
_MOCKS = "PipelineMocks"


def mocked(tests: Iterable[n.Test], home: ClassScope) -> ax.Method:
    """Write the method that installs mocks."""
    items = [*_tried(tests, home)]
    made: ax.Expression = ax.call(f"{_MOCKS}.install")
    for model in _models(items):
        made = ax.Call(made, "knowing", (ax.Text(model),))
    for node in _nodes(items):
        made = ax.Call(made, "needing", (ax.Text(node),))
    lines: ax.Lines = []
    variables = _variables(items)
    if variables:
        entries = tuple((ax.Text(name), ax.Text(text)) for name, text in variables.items())
        lines.append(ax.Assign(ax.Name("PipelineRun.environment"), ax.NewMap(_TEXTS, entries)))
    lines.append(ax.Return(made))
    return ax.Method("private static", _MOCKS, MOCKED, (), tuple(lines))


def _tried(tests: Iterable[n.Test], home: ClassScope) -> Iterator[n.Declaration]:
    """Give the pipelines that tests run, and all that these reach."""
    keys = dict.fromkeys((each.module, each.pipeline) for each in tests)
    for key in keys:
        yield from reached(home.declared.pipelines[key], home.declared)


def _models(items: list[n.Declaration]) -> list[str]:
    bindings = (part for each in items for part in inside(each) if isinstance(part, n.ModelBinding))
    return sorted({each.model.value for each in bindings if isinstance(each.model, n.TextValue)})


def _nodes(items: list[n.Declaration]) -> list[str]:
    """Give the components that no test may really ask, whatever does their work."""
    return sorted(
        {each.name for each in items if isinstance(each, n.Component) and each.role == "node"}
    )


def _variables(items: list[n.Declaration]) -> dict[str, str]:
    """Give each variable a text: its name, or a URL where requests begin with it."""
    parts = [part for each in items for part in inside(each)]
    needed = {part.name for part in parts if isinstance(part, n.EnvValue) and part.required}
    urls = {name for part in parts if isinstance(part, n.HttpBinding) for name in _base(part.url)}
    return {name: _url(name) if name in urls else name for name in sorted(needed)}


def _base(url: n.Interpolation | n.TextValue) -> Iterator[str]:
    match url:
        case n.Interpolation(parts=(n.EnvValue(name=name), *_)):
            yield name
        case _:
            return


def _url(name: str) -> str:
    return f"https://{name.lower().replace('_', '-')}.test"
