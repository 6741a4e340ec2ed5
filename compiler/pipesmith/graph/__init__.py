"""Pictures of a pipeline: what its stages are, and what waits for what."""

from pipesmith.graph.dot import dot
from pipesmith.graph.extract import graph_of
from pipesmith.graph.mermaid import mermaid
from pipesmith.graph.model import Block, Graph, Item
from pipesmith.graph.svg import svg
from pipesmith.graph.tree import tree

__all__ = ["Block", "Graph", "Item", "dot", "graph_of", "mermaid", "svg", "tree"]
