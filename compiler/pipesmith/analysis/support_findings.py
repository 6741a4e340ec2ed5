"""What is said of features that this version lacks."""

from pipesmith.diagnostics import Finding, Label
from pipesmith.diagnostics.analysis_codes import NOT_SUPPORTED
from pipesmith.source import Span


def not_supported(feature: str, span: Span, instead: str = "") -> Finding:
    """Name a feature that the language has and this version has not."""
    return Finding(
        NOT_SUPPORTED,
        f"{feature} is not supported by this version",
        Label(span, "not supported"),
        notes=(instead,) if instead else (),
    )
