"""FlowMason's pipelines as programs."""

from pipesmith.importing.flowmason.incoming import import_flowmason

__all__ = ["import_flowmason"]
