"""What a build says of pipelines that become jobs."""

import pytest
from tests.targets.apex.building import built

HEAD = """
operator ask(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 10s }
pipeline later(n: int) -> int { wait 2m return n }
"""
LATER = "`later` runs in the background, in 2 transactions: `wait` waits"

MAILS = "its e-mails are more than one transaction may send, or come before callouts"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("wait 0s", "1 transaction: `wait` waits"),
        ('stage go = signal "go" as int timeout 1h',
         "1 to 13 transactions: `go` waits for the signal `go`"),
        ("if n > 1 { stage a = ask(n) retry 3 backoff fixed(1m) }",
         "1 to 4 transactions: `a` waits between its attempts"),
        ("stage a = later(n)", "2 transactions: `later` does"),
        ("repeat 5 { do ask(n) }", None),
        ("repeat 200 { do ask(n) timeout 10ms }",
         "1 to 3 transactions: it may make 200 callouts, and one transaction 100"),
        ("repeat 20 { do ask(n) }",
         "1 to 4 transactions: its callouts may take 200 s, and those of one transaction 120 s"),
        ("foreach x in xs { do ask(n: x) }",
         "1 or more transactions: nobody knows how often `foreach` calls out"),
        ('foreach x in xs { do email.send(to: ["a@b.org"], subject: "x", body: "y") }',
         f"1 or more transactions: {MAILS}"),
    ],
)  # fmt: skip
def test_why_a_pipeline_is_a_job(body: str, why: str | None) -> None:
    notes = built(f"{HEAD}pipeline p(n: int, xs: list[int]) -> int {{\n{body}\nreturn n\n}}").notes
    told = () if why is None else (f"`p` runs in the background, in {why}",)
    assert notes == (LATER, *told)
