"""What the bodies of stages do (language 6, rules 12 to 14 and 37 to 40)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.oracle.ending import Cancelled, Failure, Jump
from tests.oracle.policies import located
from tests.oracle.running import Place, Running
from tests.oracle.simulation import Until, Work
from tests.oracle.values import Rec, same

from pipesmith.syntax import nodes as s

RunBlock = Callable[[s.Block, Place], Work[Any]]

_NOTHING = object()
"""What an iteration gives that ends by `continue`."""


class Bodies:
    """The control statements of one run."""

    def __init__(self, run: Running, block: RunBlock) -> None:
        self.run = run
        self.block = block

    def body(self, body: s.Body, address: str, place: Place) -> Work[Any]:
        """Do what a body says, at the address of its stage."""
        match body:
            case s.If():
                return (yield from self._if(body, address, place))
            case s.Switch():
                return (yield from self._switch(body, address, place))
            case s.Foreach():
                return (yield from self._foreach(body, address, place))
            case s.While():
                return (yield from self._while(body, address, place))
            case s.Repeat():
                return (yield from self._repeat(body, address, place))
            case s.Try():
                return (yield from self._try(body, address, place))
            case s.Parallel():
                return (yield from self._parallel(body, address, place))
            case s.Wait():
                return (yield from self._wait(body, place))
            case _:
                raise AssertionError(f"not a body of the oracle: {type(body).__name__}")

    def _inner(self, block: s.Block | None, prefix: str, place: Place, **names: Any) -> Work[Any]:
        """Run a block that sees what stands around it; null where there is none."""
        if block is None:
            return None
        inner = replace(place, env=place.env.inner(**names), prefix=prefix)
        return (yield from self.block(block, inner))

    def _own(self, code: str, message: str, address: str, place: Place) -> Failure:
        """Make an error of a statement itself, which has an address even without a name."""
        return located(self.run.failure(code, message), address, 1, place.call.name)

    # ------------------------------------------------------------ choices

    def _if(self, body: s.If, address: str, place: Place) -> Work[Any]:
        for condition, block in body.arms:
            if self.run.value(condition, place.env):
                return (yield from self._inner(block, f"{address}/", place))
        return (yield from self._inner(body.otherwise, f"{address}/", place))

    def _switch(self, body: s.Switch, address: str, place: Place) -> Work[Any]:
        subject = self.run.value(body.subject, place.env)
        for case in body.cases:
            for value in case.values:
                if same(self.run.value(value, place.env), subject):
                    return (yield from self._inner(case.body, f"{address}/", place))
        return (yield from self._inner(body.otherwise, f"{address}/", place))

    # ------------------------------------------------------------ loops

    def _foreach(self, body: s.Foreach, address: str, place: Place) -> Work[list[Any]]:
        given = self.run.value(body.items, place.env)
        items = list(given.items()) if isinstance(given, dict) else list(given)
        limit = self.run.value(body.parallel, place.env)
        if body.parallel is not None and limit < 1:
            raise self._own("validation", "`parallel` is below 1", address, place)

        def iteration(index: int) -> Work[Any]:
            names = {body.item.text: items[index]}
            if body.index is not None:
                names[body.index.text] = index
            return self._collected(
                body, self._iteration(body.body, address, index, place, names), index
            )

        if limit is None:
            return (yield from self._in_turn(iteration, lambda index: index < len(items)))
        works = [iteration(index) for index in range(len(items))]
        results = yield from self.run.clock.all_of(_at_most(limit, works))
        return [result for result in results if result is not _NOTHING]

    def _in_turn(
        self, iteration: Callable[[int], Work[Any]], more: Callable[[int], bool]
    ) -> Work[list[Any]]:
        """Run iterations one after another; `break` keeps the earlier ones (rule 38)."""
        results: list[Any] = []
        while more(len(results)):
            try:
                results.append((yield from iteration(len(results))))
            except Jump as jump:
                if jump.word != "break":
                    raise
                break
        return [result for result in results if result is not _NOTHING]

    def _iteration(
        self, block: s.Block, address: str, index: int, place: Place, names: dict[str, Any]
    ) -> Work[Any]:
        here = f"{address}[{index}]"
        try:
            inside = replace(place, stage=(here, 1))
            return (yield from self._inner(block, f"{here}/", inside, **names))
        except Failure as failure:
            raise located(failure, here, 1, place.call.name) from None
        except Jump as jump:
            if jump.word != "continue":
                raise
            return _NOTHING

    def _collected(self, body: s.Foreach, work: Work[Any], index: int) -> Work[Any]:
        """Make outcomes of what iterations end with, where the loop collects errors (rule 39)."""
        if not body.collect_errors:
            return (yield from work)
        error: Failure | None = None
        value = None
        try:
            value = yield from work
        except Failure as failure:
            error = failure
        value = None if value is _NOTHING else value
        return Rec("Outcome", {"ok": error is None, "value": value, "error": error, "index": index})

    def _while(self, body: s.While, address: str, place: Place) -> Work[Any]:
        limit = self.run.value(body.limit, place.env)
        if limit < 1:
            raise self._own("validation", "`max` is below 1", address, place)

        def more(index: int) -> bool:
            holds = bool(self.run.value(body.condition, place.env))
            if holds and index >= limit:
                raise self._own("execution", "the condition still holds", address, place)
            return holds

        results = yield from self._in_turn(
            lambda index: self._iteration(body.body, address, index, place, {}), more
        )
        return results if body.body.result is not None else None

    def _repeat(self, body: s.Repeat, address: str, place: Place) -> Work[Any]:
        count = self.run.value(body.count, place.env)
        results = yield from self._in_turn(
            lambda index: self._iteration(body.body, address, index, place, {}),
            lambda index: index < count,
        )
        return results if body.body.result is not None else None

    # ------------------------------------------------------------ try

    def _try(self, body: s.Try, address: str, place: Place) -> Work[Any]:
        began = self.run.clock.now
        try:
            value = yield from self._tried(body, address, place)
        except (Failure, Jump, Cancelled) as pending:
            if isinstance(pending, Cancelled):  # at that very instant it may not have begun
                self.run.clock.unclear |= self.run.clock.now == began and body.final is not None
            try:
                yield from self._finally(body, address, place)
            except Failure as failure:
                if isinstance(pending, Cancelled):
                    pending.errors.append(failure)
                    raise pending from None
                if isinstance(pending, Failure):
                    failure.suppressed.append(located(pending, *place.stage, place.call.name))
                raise
            raise
        yield from self._finally(body, address, place)
        return value

    def _finally(self, body: s.Try, address: str, place: Place) -> Work[Any]:
        began = self.run.clock.now
        try:
            yield from self._inner(body.final, f"{address}/finally/", place)
        except Cancelled:  # at that very instant it may have come before the `finally`
            self.run.clock.unclear |= self.run.clock.now == began and body.final is not None
            raise

    def _tried(self, body: s.Try, address: str, place: Place) -> Work[Any]:
        try:
            return (yield from self._inner(body.body, f"{address}/", place))
        except Failure as failure:
            caught = located(failure, *place.stage, place.call.name)
            caught.located = True
        for number, catch in enumerate(body.catches, 1):
            if catch.errors is None or caught.matches(tuple(name.text for name in catch.errors)):
                segment = "catch" if number == 1 else f"catch#{number}"
                return (yield from self._catch(catch, f"{address}/{segment}/", caught, place))
        raise caught

    def _catch(self, catch: s.Catch, prefix: str, caught: Failure, place: Place) -> Work[Any]:
        names = {catch.name.text: caught} if catch.name is not None else {}
        inside = replace(place, env=place.env.inner(**names), prefix=prefix, caught=caught)
        try:
            return (yield from self.block(catch.body, inside))
        except Failure as failure:
            if failure is not caught and failure.cause is None:
                failure.cause = caught
            raise

    # ------------------------------------------------------------ branches, time

    def _parallel(self, body: s.Parallel, address: str, place: Place) -> Work[Any]:
        names = [branch.name.text for branch in body.branches]
        works = [
            self._inner(branch.body, f"{address}/{branch.name.text}/", place)
            for branch in body.branches
        ]
        if body.mode == "all":
            values = yield from self.run.clock.all_of(works)
            return Rec("", dict(zip(names, values, strict=True)))
        if body.mode == "any":
            return (yield from self.run.clock.some_of(works, 1))[0]
        count = self.run.value(body.count, place.env)
        if not 1 <= count <= len(works):
            raise self._own("validation", "the count is out of bounds", address, place)
        return (yield from self.run.clock.some_of(works, count))

    def _wait(self, body: s.Wait, place: Place) -> Work[None]:
        value = self.run.value(body.value, place.env)
        if body.until:
            value -= self.run.started + timedelta(milliseconds=self.run.clock.now)
        yield from self.run.clock.sleep(int(value / timedelta(milliseconds=1)))


def _at_most(limit: int, works: list[Work[Any]]) -> list[Work[Any]]:
    """Let works begin in their order, so many at once."""
    begun, under_way = 0, 0

    def bounded(index: int, work: Work[Any]) -> Work[Any]:
        nonlocal begun, under_way
        yield Until(lambda: begun == index and under_way < limit)
        begun, under_way = begun + 1, under_way + 1
        try:
            return (yield from work)
        finally:
            under_way -= 1

    return [bounded(index, work) for index, work in enumerate(works)]
