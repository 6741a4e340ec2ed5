"""The parameters that targets write calls by are those that the check knows."""

from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.ir.standard import PARAMETERS


def test_the_same_components_have_the_same_parameters() -> None:
    known = {
        name: [(each.name, each.type, each.default is None) for each in component.parameters]
        for name, component in STANDARD_COMPONENTS.items()
    }
    assert known == {
        name: [(each.name, each.type, each.default is None) for each in parameters]
        for name, parameters in PARAMETERS.items()
    }
