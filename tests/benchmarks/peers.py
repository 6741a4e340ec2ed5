"""Other engines that do the same work, where they are installed; none is required."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from operator import add
from typing import Annotated, Any, TypedDict

from tests.benchmarks.measure import Candidate
from tests.benchmarks.trivial import step
from tests.benchmarks.workloads import Workload

LARGEST = 100  # stages; beyond that a round takes minutes


def installed(workload: Workload) -> dict[str, Candidate]:
    """Give the peers that are installed and have a form of this workload."""
    if find_spec("langgraph") is None or workload.stages > LARGEST:
        return {}
    forms: dict[str, Callable[[int], Any]] = {"W1": langgraph_chain, "W2": langgraph_fan_out}
    form = forms.get(workload.name)
    if form is None:
        return {}
    config = {"recursion_limit": workload.stages + 10}
    return {"LangGraph": partial(form(workload.stages).ainvoke, {"values": [1]}, config)}


class State(TypedDict):
    """What the graph passes on."""

    values: Annotated[list[int], add]


async def node(state: State) -> dict[str, list[int]]:
    """Do the work of one stage."""
    return {"values": [await step(state["values"][-1])]}


def langgraph_chain(length: int) -> Any:
    """Make a graph in which each node follows the one before."""
    graph = import_module("langgraph.graph").StateGraph(State)
    names = [f"s{i}" for i in range(length)]
    for name in names:
        graph.add_node(name, node)
    for source, target in zip(["__start__", *names], [*names, "__end__"], strict=True):
        graph.add_edge(source, target)
    return graph.compile()


def langgraph_fan_out(width: int) -> Any:
    """Make a graph whose nodes all follow the start, and a join."""
    graph = import_module("langgraph.graph").StateGraph(State)
    names = [f"s{i}" for i in range(width)]
    graph.add_node("join", join)
    for name in names:
        graph.add_node(name, node)
        graph.add_edge("__start__", name)
    graph.add_edge(names, "join")
    graph.add_edge("join", "__end__")
    return graph.compile()


async def join(state: State) -> dict[str, list[int]]:
    """Add up what all nodes gave."""
    return {"values": [sum(state["values"])]}
