"""Import of graphs: `graph_config` with nodes, edges and conditions."""

from pipesmith.importing.graph.importing import import_graph

__all__ = ["import_graph"]
