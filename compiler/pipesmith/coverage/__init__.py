"""Coverage: what of a program its runs have gone through, taken from their events."""

from pipesmith.coverage.collecting import Collector, collect
from pipesmith.coverage.model import Coverage, Point, merged
from pipesmith.coverage.report import FORMS, Form, report

__all__ = ["FORMS", "Collector", "Coverage", "Form", "Point", "collect", "merged", "report"]
