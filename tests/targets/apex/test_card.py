"""What a run needs, counted by hand, and how it is shown."""

import pytest
from tests.targets.apex.building import built, checked, classes

from pipesmith.target import Need
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.card import card
from pipesmith_targets.apex.heap import size

HEAD = """
operator ask(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 10s }
operator work(n: int) -> int { apex "Work" }
record Answer { lines: list[int]  text: string }
operator told(n: int) -> list[Answer] { apex "Told" }
"""

MAIL = 'do email.send(to: ["a@b.org"], subject: "x", body: "y")'


def needs(body: str) -> dict[str, str]:
    program = checked(f"{HEAD}pipeline p(n: int, xs: list[int]) -> int {{\n{body}\nreturn n\n}}")
    found = TARGET.needs(program, "main", program.entry.pipelines[0])
    return {each.name: each.worst for each in found}


@pytest.mark.parametrize(
    ("body", "transactions"),
    [
        ("do ask(n)", "1"),
        ("wait 2m", "2"),
        ("wait 16m", "3"),
        ("wait 0s", "1"),
        ("wait until context.now", "1 or more"),
        ("if n > 1 { wait 2m } else { wait 20m }", "2 to 3"),
        ("switch n { case 1 { wait 2m } else { } }", "1 to 2"),
        ("repeat 3 { wait 1m }", "4"),
        ("while n > 1 max 3 { wait 1m }", "1 to 4"),
        ("foreach x in xs { wait 1m }", "1 or more"),
        ("foreach x in [1, 2] { wait 1m }", "3"),
        ("do ask(n) retry 3 backoff fixed(1m)", "1 to 4"),
        (f"wait 2m repeat 3 {{ {MAIL} }}", "2 to 5"),
        (f"foreach x in xs {{ {MAIL} }}", "1 or more"),
        ("do ask(n) retry 2 backoff linear(from: 9m, step: 2m)", "1 to 4"),
        ("do ask(n) retry n backoff fixed(1m)", "1 or more"),
        ("try { wait 1m } catch * { wait 1m } finally { wait 1m }", "3 to 4"),
        ("parallel { branch a { wait 1m } branch b { wait 1m } }", "3"),
        ("wait 1m when n > 1", "1 to 2"),
        ("repeat 90 { do ask(n) }\nwait 1m", "2 to 17"),
        ('signal "go" timeout 1h', "1 to 13"),
        ('signal "go"', "1 or more"),
    ],
)
def test_transactions_are_counted(body: str, transactions: str) -> None:
    assert needs(body)["transactions"] == transactions


@pytest.mark.parametrize(
    ("body", "callouts", "time"),
    [
        ("do ask(n)\ndo ask(n)", "2", "20 s"),
        ("wait 1m\ndo ask(n)", "1", "10 s"),
        ("foreach x in xs { do ask(n: x) }", "75", "70 s"),
        ("foreach x in xs { do ask(n: x) retry 2 }", "77", "90 s"),
        ("foreach x in xs { do ask(n: x) retry 2 backoff fixed(1m) }", "75", "70 s"),
        ("foreach x in xs { do work(n: x) }\nwait 1m", "0", "0 s"),
    ],
)
def test_a_job_begins_another_transaction_in_time(body: str, callouts: str, time: str) -> None:
    found = needs(body)
    assert (found["callouts"], found["callout time"]) == (callouts, time)


@pytest.mark.parametrize(
    ("body", "queries", "writes"),
    [
        ("do ask(n)", "0", "0"),
        ("wait 1m", "1", "1"),
        ('signal "go" timeout 1h', "2", "1"),
        ('repeat 3 { signal "go" timeout 1h }', "4", "1"),
        ('foreach x in xs { signal "go" timeout 1h }', "150", "1"),
        ('repeat 500 { signal "go" timeout 1h }', "150", "1"),
        ("foreach x in xs { wait 1m }", "1", "1"),
        ('repeat 0 { foreach x in xs { signal "go" timeout 1h } }', "1", "1"),
    ],
)
def test_what_a_job_asks_and_writes_is_counted(body: str, queries: str, writes: str) -> None:
    found = needs(body)
    assert (found["SOQL queries"], found["DML statements"]) == (queries, writes)


@pytest.mark.parametrize(
    ("body", "memory"),
    [
        ("", "1 kB"),  # two ints and 100 of them
        ("let a = [1, 2, 3]", "1 kB"),
        ("let a: list[string] = [to_string(n)]", "2 kB"),
        ('let a = ["b"] | concat(split("c", ","))', "21 kB"),
        ("stage a: list[string] = foreach x in xs { yield to_string(x) }", "21 kB"),
        ("stage a = told(n)", "301 kB"),
        ("stage a = told(n)\nwait 1m", "301 kB"),
    ],
)
def test_memory_is_estimated_by_types(body: str, memory: str) -> None:
    assert needs(body)["heap, estimated"] == memory


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 kB"), (1, "1 kB"), (999_001, "1000 kB"), (2_400_000, "2.4 MB")]
)
def test_bytes_are_shown(count: int, shown: str) -> None:
    assert size(count) == shown


def test_the_transactions_of_a_pipeline_that_is_called_count() -> None:
    program = checked(
        "pipeline inner() -> int {\n wait 11m\n return 1\n}\n"
        "pipeline p() -> int {\n stage a = inner()\n wait 1m\n return a\n}"
    )
    needs = TARGET.needs(program, "main", program.entry.pipelines[1])
    assert needs[0] == Need("transactions", "4")


def test_the_card_lines_up() -> None:
    given = (
        Need("transactions", "1 or more"),
        Need("callouts", "75", "100", "transaction"),
        Need("callout time", "70 s", "120 s", "transaction"),
    )
    assert card(given, ("foreach",)) == (
        "",
        "| one transaction | at worst | limit |",
        "| --------------- | -------- | ----- |",
        "| callouts        | 75       | 100   |",
        "| callout time    | 70 s     | 120 s |",
        "",
        "A run takes 1 or more transactions.",
        "No bound is known for foreach.",
    )


def test_the_comment_of_a_class_holds_the_card() -> None:
    text = classes(built(f"{HEAD}pipeline p(n: int) {{\n do ask(n)\n wait 15m\n}}"))["P"]
    assert " * A run takes 3 transactions.\n" in text
    assert " * | callouts        | 1        | 100   |\n" in text
