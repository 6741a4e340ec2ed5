"""Clauses of a stage: what a node says of retries, timeouts, and going on after a failure."""

from collections.abc import Iterator

from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.importing import codes
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.values import flag, read_duration, text, unit_of, whole
from pipesmith.syntax import nodes as n

ANY = ("connectivity", "timeout", "rate_limit", "validation", "execution", "security", "unknown")
"""What host code may fail with that another attempt may mend."""

MOST = 1000


def clauses(node: RawNode, component: str = "") -> tuple[n.Clause, ...]:
    """Give the clauses of the stage that a node becomes."""
    return (*_timeout(node), *_retry(node, component), *_fallback(node, component))


def _timeout(node: RawNode) -> Iterator[n.Clause]:
    """Give the timeout; from a thousand on a number without a unit is taken for milliseconds."""
    part = node.field("timeout", "timeout_ms", "timeoutMs", "timeout_seconds", "timeoutSeconds")
    if not part or part.value in (None, 0):
        part.take()
        return
    large = isinstance(part.value, int) and part.value >= 1_000
    unit = unit_of(part, 1 if large else 1_000)
    found = read_duration(part, unit)
    if large and part.name == "timeout":
        message = f"the timeout of `{node.title}` has no unit"
        part.note(codes.ASSUMED, message, "read as milliseconds")
    if found is not None:
        yield n.ValueClause("timeout", found)


def _retry(node: RawNode, component: str) -> Iterator[n.Clause]:
    """Give the retries; `max_tries` counts the first attempt, `retries` does not."""
    policy = node.field("retry", "retry_policy", "retryPolicy", "retry_config")
    wanted = node.field("retry_on_fail", "retryOnFail")
    enabled = flag(wanted) if wanted else True
    settings = RawNode("", "", "", policy if isinstance(policy.value, dict) else node.part, policy)
    tries = whole(
        settings.field("max_tries", "maxTries", "max_attempts", "maxAttempts", "attempts"), 1, MOST
    )
    count = whole(settings.field("max_retries", "maxRetries", "retries", "count"), 0, MOST)
    if isinstance(policy.value, int) and not isinstance(policy.value, bool):
        count = whole(policy, 0, MOST)
    between = settings.field(
        "wait_between_tries",
        "waitBetweenTries",
        "delay_ms",
        "delay",
        "delay_seconds",
        "backoff_ms",
        "initial_delay_ms",
        "interval",
        "interval_ms",
        "initial_delay",
    )
    unit = 1 if between.name in ("wait_between_tries", "waitBetweenTries") else 1_000
    wait = read_duration(between, unit_of(between, unit)) if between else None
    again = tries - 1 if tries is not None else count
    if again is None and wanted and enabled:
        again = 2
    if enabled and again:
        yield n.Retry(n.IntLiteral(again), _backoff(settings, wait), None, _errors(component))


def _backoff(settings: RawNode, wait: n.Expression | None) -> n.Call | None:
    kind = settings.config.part("backoff", "strategy", "backoff_strategy", "backoffStrategy")
    shape = (text(kind) if isinstance(kind.value, str) else None) or "fixed"
    if wait is None:
        return None
    if shape.startswith("exp"):
        return n.Call(n.Name("exponential"), (n.Argument(n.Name("from"), wait),))
    if shape == "linear":
        given = (n.Argument(n.Name("from"), wait), n.Argument(n.Name("step"), wait))
        return n.Call(n.Name("linear"), given)
    return n.Call(n.Name("fixed"), (n.Argument(None, wait),))


def _errors(component: str) -> tuple[n.Name, ...]:
    """Give what is retried: any failure, as these systems do not tell them apart."""
    standard = STANDARD_COMPONENTS.get(component)
    if standard is None:
        return tuple(map(n.Name, ANY))
    raised = standard.raises | {"timeout"}
    return tuple(n.Name(each) for each in ANY if each in raised)


def _fallback(node: RawNode, component: str) -> Iterator[n.Clause]:
    part = node.field("continue_on_fail", "continueOnFail", "ignore_errors")
    if part and flag(part):
        yield n.ValueClause("fallback", failed(component))


def failed(component: str) -> n.Expression:
    """Give what stands for the result of a stage that failed: its error."""
    message = n.Member(n.Reference("error"), n.Name("message"))
    told = n.MapLiteral((n.MapEntry("error", message),))
    if component != "http.request":
        return n.Convert(told, n.NamedType(n.Name("json")))
    headers = n.MapLiteral(())
    given: dict[str, n.Expression] = {"status": n.IntLiteral(0), "headers": headers, "body": told}
    arguments = tuple(n.Argument(n.Name(name), value) for name, value in given.items())
    return n.Call(n.Name("HttpResponse"), arguments)
