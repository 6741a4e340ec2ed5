"""How large methods are, counted as the analyzer counts them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipesmith_targets.apex import syntax as ax

_LOOPS = ax.ForEach | ax.While | ax.Count


def cyclomatic(body: object) -> int:
    """Count the ways on, those in conditions and failures among them."""
    match body:
        case ax.If(arms=arms):
            own = sum(1 + _links(condition) for condition, _ in arms)
        case ax.While(condition=condition) | ax.Choice(condition=condition):
            own = 1 + _links(condition)
        case ax.ForEach() | ax.Count() | ax.Throw():
            own = 1
        case ax.Try(name=name):
            own = 1 if name else 0
        case _:
            own = 0
    return own + sum(map(cyclomatic, parts(body)))


def _links(node: object) -> int:
    own = 1 if isinstance(node, ax.Binary) and node.operator in ("&&", "||") else 0
    return own + sum(map(_links, parts(node)))


def standard(body: object) -> int:
    """Count the ways on that statements have."""
    match body:
        case ax.If(arms=arms):
            own = len(arms)
        case ax.ForEach() | ax.While() | ax.Count() | ax.Choice() | ax.Try():
            own = 1
        case _:
            own = 0
    return own + sum(map(standard, parts(body)))


def nesting(body: object) -> int:
    """Count how many choices stand in each other; those of an `else` stand beside its `if`."""
    match body:
        case ax.If(arms=arms, otherwise=otherwise):
            return max(1 + nesting(arms), nesting(otherwise))
        case _:
            return max(map(nesting, parts(body)), default=0)


def statements(node: object) -> int:
    """Count statements, and the parts of those that have several."""
    match node:
        case ax.If(arms=arms, otherwise=otherwise):
            own = len(arms) + (1 if otherwise else 0)
        case ax.Switch(cases=cases, otherwise=otherwise):
            own = 1 + len(cases) + (1 if otherwise else 0)
        case ax.Try(name=name, final=final):
            own = (1 if name else 0) + (1 if final else 0)
        case ax.ForEach():
            own = 2
        case ax.Remark():
            own = 0
        case _:
            own = 1 if isinstance(node, ax.Statement) else 0
    return own + sum(map(statements, parts(node)))


def steps(node: object) -> int:
    """Count calls and jumps, in the way that leaves assignments out."""
    match node:
        case ax.Call():
            return 1
        case ax.If(arms=arms):
            own = 2 + len(arms)
        case ax.ForEach() | ax.While() | ax.Count() | ax.Try():
            own = 1
        case ax.Return() | ax.Throw() | ax.Jump():
            own = 1
        case _:
            own = 0
    return own + sum(map(steps, parts(node)))


def parts(node: object) -> Iterator[object]:
    """Give what a part of Apex is made of."""
    if isinstance(node, tuple | list):
        yield from node
    elif not isinstance(node, str):
        fields = getattr(node, "__dataclass_fields__", {})
        yield from (getattr(node, each) for each in fields)


# ---------------------------------------------------------------- cognitive complexity


def cognitive(methods: Iterable[ax.Method]) -> int:
    """Count what has to be kept in mind: decisions, heavier the deeper they stand."""
    mind = _Mind()
    return sum(map(mind.method, methods))


@dataclass(slots=True)
class _Mind:
    """Counts methods in turn.

    `operator` is that of the condition under way. What stands behind a call of a method from
    itself, or from one of its name, is as deep as if it stood in it; so the analyzer has it.
    """

    name: str = ""
    operator: str | None = None
    depth: int = 0

    def method(self, method: ax.Method) -> int:
        """Count a method."""
        self.name = method.name.lower()
        return self._lines(method.body or ())

    def _lines(self, body: Iterable[ax.Statement]) -> int:
        """Count statements, at each of which conditions begin anew."""
        total = 0
        for each in body:
            total += self._of(each)
            self.operator = None
        return total

    def _of(self, node: object) -> int:
        match node:
            case ax.If(arms=arms, otherwise=otherwise):
                more = len(arms) - 1 + (1 if otherwise else 0)
                return more + self._within(*(part for arm in arms for part in arm), otherwise)
            case ax.Try(body=body, name=name, handler=handler, final=final):
                tried = self._lines(body)
                caught = self._within(handler) if name else 0
                return tried + caught + self._lines(final)
            case ax.Switch(subject=subject, cases=cases, otherwise=otherwise):
                return self._within(subject, *(body for _, body in cases), otherwise)
            case ax.ForEach(items=asked, body=body) | ax.Count(limit=asked, body=body):
                return self._within(asked, body)
            case ax.While(condition=asked, body=body):
                return self._within(asked, body)
            case ax.Choice(condition=condition, then=then, otherwise=other):
                return self._within(condition, then, other)
            case _:
                return self._expression(node)

    def _within(self, *nodes: object) -> int:
        """Count a decision and what stands in it."""
        total = self.depth + 1
        self.depth += 1
        for each in nodes:
            total += self._lines(each) if isinstance(each, tuple) else self._of(each)
        self.depth -= 1
        return total

    def _expression(self, node: object) -> int:
        own = 0
        match node:
            case ax.Binary(operator="&&" | "||" as operator) if operator != self.operator:
                own, self.operator = 1, operator
            case ax.Prefix(operator="!"):
                self.operator = None
            case ax.Call(name=name) if name.rpartition(".")[2].lower() == self.name:
                self.depth += 1
                own = self.depth
            case _:
                pass
        return own + sum(map(self._of, parts(node)))
