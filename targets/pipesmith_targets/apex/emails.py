"""E-mail in transactions: each sends a few messages, and calls nothing out after them.

Reads     the IR.
Gives     how many messages a pipeline may send, and whether a callout may follow one.
Reports   nothing; what cannot be sent is refused by the check.
Promises  that a pipeline that `fits` never breaks these two limits.
Leaves    what host classes send and write to their authors.

The limits are those of the Apex Developer Guide, "Execution Governors and Limits" and "Callout
Limits and Limitations", of the releases 66 to 68.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.bindings import callouts_of
from pipesmith_targets.apex.limits import bound_of
from pipesmith_targets.apex.ordering import in_order

EMAIL = "email.send"
EMAILS = 10
"""The messages of one transaction, each sent by itself."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """Messages at worst, whether their number is known, callouts, and callouts after messages."""

    messages: int = 0
    is_open: bool = False
    calls: bool = False
    is_late: bool = False

    @property
    def fits(self) -> bool:
        """Tell whether one transaction allows this."""
        return self.messages <= EMAILS and not self.is_open and not self.is_late

    def then(self, other: "Mailing") -> "Mailing":
        """Give what comes of one after the other."""
        late = bool(self.messages) and other.calls
        return Mailing(
            self.messages + other.messages,
            self.is_open or other.is_open,
            self.calls or other.calls,
            self.is_late or other.is_late or late,
        )

    def repeated(self, count: int | None) -> "Mailing":
        """Give what comes of doing this several times, None where nobody knows how often."""
        twice = self.then(self) if count != 1 else self
        times = 1 if count is None else count
        is_open = twice.is_open or (count is None and bool(self.messages))
        return Mailing(self.messages * times, is_open, self.calls, twice.is_late)


def either(ways: Iterable[Mailing]) -> Mailing:
    """Give the worst of several ways."""
    known = [Mailing(), *ways]
    return Mailing(
        max(each.messages for each in known),
        any(each.is_open for each in known),
        any(each.calls for each in known),
        any(each.is_late for each in known),
    )


def sequence(parts: Iterable[Mailing]) -> Mailing:
    """Give what comes of one after another."""
    return reduce(Mailing.then, parts, Mailing())


@dataclass(slots=True)
class Mailings:
    """Works out the messages of pipelines; each is worked out once."""

    declared: Declared
    known: dict[tuple[str, str], Mailing] = field(default_factory=dict)

    def of_pipeline(self, module: str, name: str) -> Mailing:
        """Give the messages of a pipeline, and of what it does on an error."""
        key = (module, name)
        if key not in self.known:
            pipeline = self.declared.pipelines[key]
            handler = pipeline.on_error.body if pipeline.on_error is not None else None
            self.known[key] = self._block(pipeline.body).then(self._block(handler))
        return self.known[key]

    def of_stage(self, stage: n.Stage) -> Mailing:
        """Give the messages of a stage with all its attempts."""
        done, retry = self._body(stage.body), stage.policies.retry
        if retry is None:
            return done
        count = retry.count.value if isinstance(retry.count, n.IntValue) else None
        return done.repeated(None if count is None else count + 1)

    def _block(self, block: n.Block | None) -> Mailing:
        stages = in_order(block) if block is not None else ()
        return sequence(self.of_stage(each) for each in stages if isinstance(each, n.Stage))

    def _body(self, body: object) -> Mailing:
        match body:
            case n.ComponentCall(module="", component="email.send"):
                return Mailing(messages=1)
            case n.ComponentCall():
                return Mailing(calls=callouts_of(body, self.declared) is not None)
            case n.PipelineCall(module=module, pipeline=name):
                return self.of_pipeline(module, name)
            case n.If(arms=arms, otherwise=otherwise):
                return either(self._block(each) for each in (*(a.body for a in arms), otherwise))
            case n.Switch(cases=cases, otherwise=otherwise):
                return either(self._block(each) for each in (*(c.body for c in cases), otherwise))
            case n.Foreach() | n.While() | n.Repeat():
                return self._block(body.body).repeated(bound_of(body))
            case n.Try(body=tried, catches=catches, final=final):
                handled = either(self._block(each.body) for each in catches)
                return sequence((self._block(tried), handled, self._block(final)))
            case n.Parallel(branches=branches):
                return sequence(self._block(each.body) for each in branches)
            case _:
                return Mailing()
