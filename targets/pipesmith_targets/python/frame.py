"""Where statements are being written: the function, the loop and the addresses around them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.direct_calls import DirectCalls
from pipesmith_targets.python.lines import Line, Lines, evaluated
from pipesmith_targets.python.scope import Scope
from pipesmith_targets.python.sites import Sites


@dataclass(frozen=True, slots=True)
class Into:
    """The value of a block becomes a variable's."""

    name: str
    type: t.Type


@dataclass(frozen=True, slots=True)
class Append:
    """The value of a block is added to a list."""

    name: str


@dataclass(frozen=True, slots=True)
class Put:
    """The value of a block is put into a list, at an index."""

    name: str
    index: str


@dataclass(frozen=True, slots=True)
class Give:
    """The value of a block is what the function returns."""

    type: t.Type | None


@dataclass(frozen=True, slots=True)
class Drop:
    """The value of a block is not wanted."""


Sink = Into | Append | Put | Give | Drop

Loop = Literal["none", "inline", "body"]
"""What a jump of a loop is: not possible, Python's own, or what the function at hand gives."""


@dataclass(slots=True)
class Marks:
    """Which source each statement comes from."""

    places: dict[int, tuple[Line, n.Place]] = field(default_factory=dict)
    forks: dict[int, list[n.Place]] = field(default_factory=dict)

    def fork(self, line: Line, places: list[n.Place]) -> Line:
        """Note where the branches of a statement come from, and the statement from the first."""
        self.forks[id(line)] = places
        return self.at(line, places[0])

    def at(self, line: Line, place: n.Place) -> Line:
        """Note where a statement comes from."""
        self.places[id(line)] = (line, place)
        return line


@dataclass(frozen=True, slots=True)
class Frame:
    """The place of statements within a pipeline.

    `path` begins the addresses of stages, relative to the nearest iteration or pipeline; `stage`
    is the path of the innermost stage there, `retried` where its attempts are counted. `owned`
    holds the variables of the function at hand, `foreign` those of functions around that it sets,
    `repeated` those that blocks before have named already.
    `caught` is the name of the error that a bare `raise` raises again; in the function that caught
    it, Python's own `raise` does. `finish` is the variable of the nearest `try` around whose
    `finally` can fail. `direct` is there where stages may call their hosts themselves; `site` is
    that of the control statement at hand, in a traced module. In a function that `hands_on`,
    `return` gives what makes the one around it return. `keeper` takes the value of the iteration
    at hand, where errors are collected. What waits or races is not `framed` where the function
    that it is alone in is a stage already.
    """

    scope: Scope
    sites: Sites
    marks: Marks
    write_block: "Callable[[n.Block, Frame, Sink], Lines]"
    path: str = ""
    stage: str = ""
    retried: bool = False
    result: t.Type | None = None
    loop: Loop = "none"
    owned: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    caught: str = ""
    rethrows: bool = False
    finish: str = ""
    direct: DirectCalls | None = None
    site: py.Node | None = None
    hands_on: bool = False
    keeper: str = ""
    framed: bool = True

    @property
    def run(self) -> py.Node:
        """Read the run's scope at hand."""
        return py.name(self.scope.run)

    def below(self, segment: str) -> "Frame":
        """Give the frame of what stands inside a statement."""
        return replace(self, path=f"{self.path}{segment}/")

    def of_stage(self, stage: n.Stage) -> "Frame":
        """Give the frame in which what fails belongs to a statement."""
        retried = stage.policies.retry is not None
        return replace(self, stage=f"{self.path}{stage.segment}", retried=retried)

    def of_iteration(self, loop: Loop) -> "Frame":
        """Give the frame in which paths begin with the iteration at hand."""
        return replace(self, path="", stage="", retried=False, loop=loop)

    def knowing(self, scope: Scope) -> "Frame":
        """Give the frame with other names in reach."""
        return replace(self, scope=scope)

    def iteration(self, run: str) -> "Frame":
        """Give the frame of a loop's body written in line."""
        scope = replace(self.scope, run=run)
        inner = replace(self, scope=scope, direct=None, keeper="")
        return inner.of_iteration("inline")

    def indirect(self) -> "Frame":
        """Give the frame of what does more with a failing stage than let it pass."""
        return replace(self, direct=None)

    def function(self, run: str | None = None) -> "Frame":
        """Give the frame of a function inside the one at hand."""
        return replace(
            self,
            scope=self.scope.function(run),
            loop="none",
            owned=set(),
            foreign=set(),
            repeated=set(),
            rethrows=False,
            direct=None,
            keeper="",
        )

    @property
    def framing(self) -> dict[str, py.Node]:
        """Write what tells that nothing is to be framed."""
        return {} if self.framed else {"framed": py.name("False")}

    def annotation(self, name: str, type_: t.Type) -> py.Node | None:
        """Write the type of a variable, None where it has been written for the same name."""
        return None if name in self.repeated else annotation(type_, self.scope.module)

    def block(self, block: n.Block, sink: Sink) -> Lines:
        """Write a block."""
        return self.write_block(block, self, sink)

    def taken(self, branch: str) -> Lines:
        """Write the line that tells of a branch being taken, where the module is traced."""
        if self.site is None:
            return []
        return [evaluated(py.call(py.attribute(self.run, "took"), self.site, py.text(branch)))]
