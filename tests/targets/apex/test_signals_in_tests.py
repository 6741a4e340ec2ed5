"""Signals in tests as Apex: what a mock sends is found, and what nothing sends fails the test."""

from tests.targets.apex.trying import built, ran

ORDER = """
record Decision { approved: bool  most: int? }
operator pay(sum: int) -> int { http POST "{{env.BANK_URL}}/pay" { body { sum: sum } } }
pipeline order(sum: int) -> int {
  signal "go" when sum > 100
  stage approval = signal "approval" as Decision timeout 2h retry 1
    fallback Decision(approved: false, most: 7)
  stage paid = pay(sum: approval.most ?? sum) when approval.approved else 0
  return paid
}
"""
APPROVED = """
test "{title}" {{
  given order(sum: {sum})
  mock signal "approval" {sent}
  mock pay returns sum
  {expected}
}}
"""


def verdicts(*tests: str) -> dict[str, str]:
    """Run tests, and give why each failed, which is nothing where it passed."""
    return {title: each.message for title, each in ran(ORDER + "".join(tests)).items()}


def tried(title: str, sent: str, expected: str, amount: int = 1) -> str:
    """Write a test in which something is sent."""
    return APPROVED.format(title=title, sent=sent, expected=expected, sum=amount)


def test_the_run_finds_what_a_mock_sends() -> None:
    yes = "Decision(approved: true, most: null)"
    found = verdicts(
        tried("at once", f"returns {yes}", "expect result == 1  expect called pay times 1"),
        tried("in time", f"takes 1h returns {yes}", "expect result == 1"),
        tried("of inputs", "returns Decision(approved: true, most: sum + 2)", "expect result == 3"),
        tried("late", f"takes 3h returns {yes}", "expect skipped paid  expect retried approval"),
        tried(
            "late once",
            f"takes 3h returns {yes} then returns {yes}",
            "expect retried approval times 1  expect order approval before paid",
        ),
        tried("an error", "fails security", "expect result == 0  expect skipped paid"),
    )
    assert found == dict.fromkeys(found, "") and len(found) == 6


def test_what_does_not_hold_fails() -> None:
    (message,) = verdicts(
        tried("no", "returns Decision(approved: false, most: null)", "expect result == 1")
    ).values()
    assert (
        message == "System.AssertException: Assertion Failed: main.pipe:16: Expected: 1, Actual: 0"
    )


def test_a_signal_that_nothing_sends_is_named() -> None:
    found = verdicts(
        """
test "nothing" { given order(sum: 1) mock pay returns 1 expect result == 0 }
""",
        tried("only one", "returns Decision(approved: true, most: 1)", "expect result == 1", 101),
    )
    start = "System.AssertException: Assertion Failed: A signal is not mocked: "
    assert found == {"nothing": f"{start}approval", "only one": f"{start}go"}


def test_a_test_reads_as_its_source() -> None:
    text = tried("sent", "takes 5m returns Decision(approved: true, most: 2)", "expect result == 2")
    bundle = built(ORDER + text)[1].bundle
    assert bundle is not None
    (written,) = [
        each for path, each in bundle.files.items() if path.endswith("/OrderTypeTest.cls")
    ]
    assert (
        "mocks.signal('approval').returns(new OrderType.Decision(true, 2L)).takes(300000L);"
        in written
    )
