"""What tests of generated code use: scenarios with mocks, virtual time, and what a run did.

Strategies for Hypothesis are made when a scenario first draws something; the extra `test` brings
Hypothesis.
"""

from pipesmith_runtime.testing.drawing import strategies_for
from pipesmith_runtime.testing.examples import examples
from pipesmith_runtime.testing.mocks import Mock
from pipesmith_runtime.testing.scenario import Scenario
from pipesmith_runtime.testing.trial import NotMocked, Trial, recorded

__all__ = ["Mock", "NotMocked", "Scenario", "Trial", "examples", "recorded", "strategies_for"]
