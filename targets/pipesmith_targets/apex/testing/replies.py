"""Which mocks answer by a reply: the component sends its request or question, which counts."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.bindings import apex_binding

_RESPONSE = t.NominalType("record", "HttpResponse", "")


def is_sent(mock: n.Mock, declared: Declared) -> bool:
    """Tell whether what is mocked calls out, rather than being answered in its place."""
    component = declared.components.get((mock.subject.module, mock.subject.name))
    match apex_binding(component) if component is not None else None:
        case n.HttpBinding():
            result = component.result if component is not None else None
            return result is None or _plain(result, declared) != _RESPONSE
        case n.ModelBinding(model=n.TextValue()):
            return not _is_silent(mock)
        case _:
            return False


def _plain(type_: t.Type, declared: Declared) -> t.Type:
    return t.present(declared.unaliased(t.present(type_)))


def _is_silent(mock: n.Mock) -> bool:
    """Tell whether a mock answers with an empty text, which no model does."""
    outcomes = (each for one in mock.alternatives for each in one)
    return any(isinstance(e.value, n.TextValue) and not e.value.value for e in outcomes)
