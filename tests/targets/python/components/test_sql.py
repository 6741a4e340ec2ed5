"""`sql.query` and `sql.execute` against SQLite: values are bound, rows are JSON."""

import json
import sys
from pathlib import Path
from threading import enumerate as enumerate_threads
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql_text
from tests.program import imported
from tests.targets.python.components.whole import Ran, ran, run

from pipesmith.analysis.sql_places import places as compiled_places
from pipesmith_runtime import PipelineError, Run, VirtualClock
from pipesmith_runtime.config import load
from pipesmith_runtime.database_errors import failed as failure_of
from pipesmith_runtime.databases import DRIVERS
from pipesmith_runtime.sql_places import places, quieted

NOTES = """
record Note { id: int body: string }
pipeline p(bodies: list[string]) -> list[Note] {
  stage table = sql.execute(statement: "create table note (id integer primary key, body text)")
  stage added = foreach body, i in bodies {
    stage row = sql.execute(
      statement: "insert into note (id, body) values (:id, :body)",
      parameters: { id: i, body: body },
    )
    yield row
  } after table
  stage rows = sql.query(
    statement: "select id, body from note where id in :ids order by id",
    parameters: { ids: range(sum(added)) },
  ) after added
  stage found = foreach row in rows { yield row as json as Note }
  return found
}
"""
CANARY = "pass/w0rd canary"
NO_URL = "`[databases.default]` has no URL of a database with an asynchronous driver"


def queried(statement: str, folder: Path, project: str = "", **settings: Any) -> Ran:
    text = f"""
    pipeline p() -> json {{
      stage rows = sql.query(statement: {json.dumps(statement)})
      return rows
    }}
    """
    return ran(text, folder, project, **settings)


def test_rows_come_back_as_records(tmp_path: Path) -> None:
    bodies = [
        "O'Neil",
        'say "hi"',
        "'); drop table note; --",
        "a\0b",
        "l1\nl2",
        ":id",
        "\U0001f600",
    ]
    done = ran(NOTES, tmp_path, given={"bodies": bodies})
    assert done.value == [{"id": at, "body": body} for at, body in enumerate(bodies)]
    assert (tmp_path / "pipesmith.db").is_file()


def test_an_empty_list_is_in_nothing(tmp_path: Path) -> None:
    assert ran(NOTES, tmp_path, given={"bodies": []}).value == []


def test_what_sqlite_holds_as_json(tmp_path: Path) -> None:
    done = queried("select 1 as i, 1.5 as f, null as n, x'00ff' as b, 'x' as t", tmp_path)
    assert done.value == [{"i": 1, "f": 1.5, "n": None, "b": "AP8=", "t": "x"}]
    failed = queried("select 9e999 as big", tmp_path).failed
    assert failed.message == "the column `big` holds a value without a form in JSON: `float`"


VALUES = """
pipeline p(i: int, f: float, d: decimal, b: bool, at: datetime, m: json) -> json {
  stage rows = sql.query(
    statement: "select :i as i, :f as f, :d as d, :b as b, :at as at, :m as m, :n as n",
    parameters: { i: i, f: f, d: d, b: b, at: at, m: m, n: null },
  )
  return rows[0]
}
"""


def test_values_of_each_type_are_bound(tmp_path: Path) -> None:
    given = {
        "i": -(2**63), "f": 0.1, "d": "12.50", "b": True, "at": "2026-01-31T10:00:00Z",
        "m": {"a": [1]},
    }  # fmt: skip
    done = ran(VALUES, tmp_path, given=given)
    assert done.value == {
        **given,
        "b": 1,
        "at": "2026-01-31T10:00:00.000Z",
        "m": '{"a":[1]}',
        "n": None,
    }


def test_each_call_is_a_transaction_of_its_own(tmp_path: Path) -> None:
    text = """
    pipeline p() -> json {
      stage table = sql.execute(statement: "create table t (id integer primary key)")
      stage first = sql.execute(statement: "insert into t values (1)") after table
      stage twice = sql.execute(statement: "insert into t values (2), (1)")
        after first fallback -1
      stage rows = sql.query(statement: "select id from t") after twice
      return { twice: twice, rows: rows }
    }
    """
    done = ran(text, tmp_path)
    assert done.value == {"twice": -1, "rows": [{"id": 1}]}


def test_a_query_may_write_and_return(tmp_path: Path) -> None:
    text = """
    pipeline p() -> json {
      stage table = sql.execute(statement: "create table t (id integer primary key)")
      stage added = sql.query(statement: "insert into t values (7) returning id") after table
      stage rows = sql.query(statement: "select id from t") after added
      return [added, rows]
    }
    """
    assert ran(text, tmp_path).value == [[{"id": 7}], [{"id": 7}]]


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("select * from nowhere", "the database `default`: no such table: nowhere"),
        ("selekt", 'the database `default`: near "selekt": syntax error'),
        ("create table t (id int)", "the statement gives no rows; `sql.execute` is for such"),
        ("select 1 as a, 2 as a", "two columns are named `a`; name them apart with `as`"),
        ("select 1; select 2", "the database `default`: You can only execute one statement"),
    ],
)  # fmt: skip
def test_what_a_database_refuses(statement: str, text: str, tmp_path: Path) -> None:
    failed = queried(statement, tmp_path).failed
    assert failed.type == "EXECUTION"
    assert failed.message.startswith(text)


def test_parameters_that_are_made_while_running_are_checked_then(tmp_path: Path) -> None:
    text = """
    pipeline p(values: map[string, json]) -> json {
      stage rows = sql.query(statement: "select :a as a", parameters: values)
      return rows
    }
    """
    with imported(text, tmp_path) as (module, _):
        (tmp_path / "pipesmith.toml").touch()
        failed = run(module.p, tmp_path, {"values": {"b": 1}}).failed
        assert run(module.p, tmp_path, {"values": {"a": 1}}).value == [{"a": 1}]
    assert failed.type == "VALIDATION"
    assert failed.message == "`parameters` has no `a`; the statement has no `:b`"


# ---------------------------------------------------------------- the project file


def test_databases_have_names(tmp_path: Path) -> None:
    project = (
        '[databases.default]\nurl = "sqlite:///one.db"\n[databases.other]\nurl = "sqlite://"\n'
    )
    text = """
    pipeline p() -> json {
      stage table = sql.execute(statement: "create table t (id int)", database: "other")
      stage rows = sql.query(statement: "select * from t", database: "other") after table
      stage none = sql.query(statement: "select * from t") after table
      return rows
    }
    """
    failed = ran(text, tmp_path, project).failed
    assert failed.message == "the database `default`: no such table: t"
    assert [path.name for path in tmp_path.glob("*.db")] == ["one.db"]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("", "`[databases.default]` takes either `url` or `url_env`"),
        ('url = "a"\nurl_env = "B"', "`[databases.default]` takes either `url` or `url_env`"),
        ('url = "shop"', NO_URL),
        ('url = "sqlite+pysqlite:///x"', NO_URL),
        (
            'url = "postgresql://u:hidden@h/d"',
            "the database `default` needs the package `asyncpg`: pip install asyncpg",
        ),
        (
            "port = 1",
            "pipesmith.toml: `databases.default` has no setting `port`; it has `url`, `url_env`",
        ),
    ],
)  # fmt: skip
def test_a_database_that_is_not_there(settings: str, text: str, tmp_path: Path) -> None:
    failed = queried("select 1", tmp_path, f"[databases.default]\n{settings}\n").failed
    assert failed.message == text
    named = queried("select 1", tmp_path, "").value
    assert named == [{"1": 1}]


def test_the_url_of_postgresql_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pipesmith.toml"
    path.write_text('[databases.shop]\nurl_env = "SHOP_URL"\n', "utf-8")
    assert load(path).databases["shop"].url_env == "SHOP_URL"
    assert DRIVERS["postgresql"] == "postgresql+asyncpg"


def test_a_password_in_a_url_is_a_secret(tmp_path: Path) -> None:
    url = f"postgresql://shop:{CANARY.replace(' ', '%20')}@127.0.0.1:1/none"
    project = '[databases.default]\nurl_env = "SHOP_URL"\n'
    done = queried("select 1", tmp_path, project, secrets={"SHOP_URL": url})
    assert done.failed.type == "EXECUTION"
    assert CANARY not in done.told
    assert url not in done.told


def test_without_the_package_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    failed = queried("select 1", tmp_path).failed
    assert failed.type == "EXECUTION"
    assert 'pip install "pipesmith[sql]"' in failed.message


def test_values_are_not_in_errors(tmp_path: Path) -> None:
    text = """
    pipeline p() -> int {
      stage done = sql.execute(statement: "insert into t values (:v)", parameters: { v: "VALUE" })
      return done
    }
    """.replace("VALUE", CANARY)
    done = ran(text, tmp_path, record_values=False)
    assert done.failed.message == "the database `default`: no such table: t"
    assert CANARY not in done.told


# ---------------------------------------------------------------- failures, time


class Refused(Exception):
    """What a driver raises."""

    def __init__(self, **facts: str) -> None:
        super().__init__("the driver's words\nand its values")
        self.__dict__ |= facts


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"sqlite_errorname": "SQLITE_BUSY"}, "CONNECTIVITY"),
        ({"sqlite_errorname": "SQLITE_BUSY_SNAPSHOT"}, "CONNECTIVITY"),
        ({"sqlite_errorname": "SQLITE_CONSTRAINT_UNIQUE"}, "EXECUTION"),
        ({"sqlstate": "08006"}, "CONNECTIVITY"),
        ({"sqlstate": "40001"}, "CONNECTIVITY"),
        ({"sqlstate": "28P01"}, "SECURITY"),
        ({"sqlstate": "42501"}, "SECURITY"),
        ({"sqlstate": "23505"}, "EXECUTION"),
    ],
)
def test_what_a_failure_means(facts: dict[str, str], kind: str) -> None:
    from sqlalchemy.exc import DBAPIError

    error = failure_of(DBAPIError("select 1", {"secret": 1}, Refused(**facts)), "shop")
    assert (error.type, error.message) == (kind, "the database `shop`: the driver's words")
    assert failure_of(ConnectionRefusedError(111, "refused"), "shop").type == "CONNECTIVITY"
    assert failure_of(TimeoutError(), "shop").type == "TIMEOUT"


SLOW = """
pipeline p() -> json {
  stage rows = sql.query(statement: "
    with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000)
    select count(*) as many from n
  ") timeout 1s
  return rows
}
""".replace('"\n    with', '"""\n    with').replace('n\n  ")', 'n\n  """)')


def test_virtual_time_stands_still_while_a_database_works(tmp_path: Path) -> None:
    with imported(SLOW, tmp_path) as (module, _):
        clock = VirtualClock()
        how = Run(clock=clock, config=tmp_path / "pipesmith.toml")
        assert clock.run(module.p(run=how)) == [{"many": 300000}]
    assert clock.elapsed == 0.0


def test_a_timeout_ends_the_wait_and_leaves_nothing_behind(tmp_path: Path) -> None:
    text = SLOW.replace("300000", "30000000").replace("timeout 1s", "timeout 50ms")
    started = perf_counter()
    failed = ran(text, tmp_path).failed
    assert failed.type == "TIMEOUT"
    assert perf_counter() - started < 5.0
    for thread in enumerate_threads():
        if "worker" in thread.name:
            thread.join(5.0)
            assert not thread.is_alive()


# ---------------------------------------------------------------- any text

ECHO = """
pipeline p(value: string) -> json {
  stage rows = sql.query(statement: "select :value as value", parameters: { value: value })
  return rows[0]["value"]
}
"""
STATEMENTS = st.text(st.sampled_from("a:b1_ '\\\"-.\u00e4(),e`$/*\n"), max_size=16)


def test_any_text_comes_back_as_it_was(tmp_path: Path) -> None:
    with imported(ECHO, tmp_path) as (module, _):
        (tmp_path / "pipesmith.toml").write_text('[databases.default]\nurl = "sqlite://"\n')

        @given(st.text(st.characters(codec="utf-8")))
        def echoed(value: str) -> None:
            assert run(module.p, tmp_path, {"value": value}).value == value

        echoed()


@given(STATEMENTS)
def test_the_compiler_sees_the_places_that_the_library_sees(statement: str) -> None:
    known = set(sql_text(quieted(statement)).compile().params)
    assert compiled_places(statement) == known == places(statement)


@given(STATEMENTS)
def test_the_library_restores_what_was_quieted(statement: str) -> None:
    inner = f"'{statement.replace(chr(39), chr(39) * 2)}'"
    assert str(sql_text(quieted(inner)).compile()) == inner


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("select :a, ':b', 'it''s :c', \":d\", `:e` -- :f", {"a"}),
        ("select /* :a \n 'x */ :b -- ' :c \n , :d", {"b", "d"}),
        ("select e'it\\'s :a', :b", {"b"}),
        ("select $$ :a $$, $q$ :b $$ $q$, :c, $1", {"c"}),
        ("select 'open :a", set()),
        ("select x::int, \\:a, :b", {"b"}),
    ],
)
def test_texts_and_comments_take_no_values(statement: str, wanted: set[str]) -> None:
    assert places(statement) == wanted == compiled_places(statement)
    assert set(sql_text(quieted(statement)).compile().params) == wanted


def test_a_text_with_a_colon_is_sent_as_it_is(tmp_path: Path) -> None:
    statement = "select ':a \\:b 12:30' as t, 'x' as \":y\" -- :z"
    assert queried(statement, tmp_path).value == [{"t": ":a \\:b 12:30", ":y": "x"}]


def test_an_error_type_of_ours_is_never_the_library_s(tmp_path: Path) -> None:
    failed = queried("select", tmp_path).failed
    assert isinstance(failed, PipelineError)
    assert failed.__cause__ is None
