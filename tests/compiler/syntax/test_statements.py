"""Which tree each statement, clause and declaration makes."""

import pytest
from tests.compiler.syntax.reading import PROGRAMS, clean, found, read, statement, statements

from pipesmith.syntax import nodes as n

EMPTY = n.Block(())


def test_the_whole_program_reads_without_findings() -> None:
    module = clean((PROGRAMS / "whole.pipe").read_text())
    kinds = [type(one).__name__ for one in module.declarations]
    assert kinds == [
        "Import", "Enum", "Record", "Record", "Component", "Component", "Component", "Pipeline",
        "Test", "Property",
    ]  # fmt: skip


def test_every_construct_reads_without_findings() -> None:
    clean((PROGRAMS / "every_construct.pipe").read_text())


def test_a_signal_takes_its_timeout_from_among_the_clauses() -> None:
    stage = statement('stage s = signal "a" as T fallback null timeout 2d')
    assert isinstance(stage, n.Stage)
    assert isinstance(stage.body, n.Signal)
    assert stage.body.timeout == n.DurationLiteral(2, "d")
    assert stage.clauses == (n.ValueClause("fallback", n.NullLiteral()),)


def test_clauses_come_in_any_order() -> None:
    stage = statement("stage s = f() retry 3 on timeout jitter 0.5 backoff fixed(1s) after a, b")
    assert isinstance(stage, n.Stage)
    retry, after = stage.clauses
    assert isinstance(retry, n.Retry)
    assert retry.on == (n.Name("timeout"),)
    assert retry.jitter == n.FloatLiteral(0.5)
    assert retry.backoff is not None
    assert after == n.After((n.Name("a"), n.Name("b")))


def test_else_if_makes_arms() -> None:
    control = statement("if a { } else if b { } else { }")
    assert isinstance(control, n.Control)
    assert control.body == n.If(((n.Reference("a"), EMPTY), (n.Reference("b"), EMPTY)), EMPTY)


def test_a_bare_return_may_stand_before_repeat() -> None:
    first, second = statements("return\nrepeat (n) { }")
    assert first == n.Return(None)
    assert isinstance(second, n.Control)
    assert second.body == n.Repeat(n.Parenthesised(n.Reference("n")), EMPTY)
    (only,) = statements('return repeat("a", 3)')
    assert isinstance(only, n.Return)
    assert isinstance(only.value, n.Call)


def test_catch_and_finally() -> None:
    control = statement("try { } catch timeout, a as e { } catch * { } finally { }")
    assert isinstance(control, n.Control)
    timeout = n.Catch((n.Name("timeout"), n.Name("a")), n.Name("e"), EMPTY)
    assert control.body == n.Try(EMPTY, (timeout, n.Catch(None, None, EMPTY)), EMPTY)


def test_foreach_with_everything() -> None:
    stage = statement("stage s = foreach x, i in xs parallel 4 collect errors { yield x }")
    assert isinstance(stage, n.Stage)
    assert isinstance(stage.body, n.Foreach)
    assert (stage.body.index, stage.body.collect_errors) == (n.Name("i"), True)
    assert stage.body.parallel == n.IntLiteral(4)
    assert stage.body.body.result == n.Yield(n.Reference("x"))


@pytest.mark.parametrize(
    ("text", "mode", "count"),
    [
        ("parallel { }", "all", None),
        ("parallel any { }", "any", None),
        ("parallel 2 of { }", "count", n.IntLiteral(2)),
        ("parallel (n + 1) of { }", "count", n.Parenthesised),
    ],
)
def test_parallel(text: str, mode: str, count: object) -> None:
    control = statement(text)
    assert isinstance(control, n.Control)
    assert isinstance(control.body, n.Parallel)
    assert control.body.mode == mode
    assert control.body.count == count or isinstance(control.body.count, n.Parenthesised)


def test_a_dotted_component_is_one_name() -> None:
    do = statement('do log.warn(message: "x")')
    assert isinstance(do, n.Do)
    assert do.body.call.function == n.Name("log.warn")


def test_raise_takes_a_message_and_a_detail() -> None:
    assert statement('raise gone("none", detail: d)') == n.Raise(
        n.Name("gone"), n.Text(("none",)), n.Reference("d")
    )
    assert statement("raise") == n.Raise()


def test_words_are_keywords_only_where_they_are_expected() -> None:
    text = "pipeline p(query: string, body: json, key: int, max: int, model: string) { }"
    (pipeline,) = clean(text).declarations
    assert isinstance(pipeline, n.Pipeline)
    assert [one.name.text for one in pipeline.parameters] == [
        "query", "body", "key", "max", "model",
    ]  # fmt: skip
    (record,) = clean("record R { timeout: duration = 5s key: string type: int }").declarations
    assert isinstance(record, n.Record)
    assert [one.name.text for one in record.fields] == ["timeout", "key", "type"]


def test_on_error_is_told_from_on_schedule() -> None:
    text = 'pipeline p() { }\non schedule "x" run p()\npipeline q() { } on // now\n error as e { }'
    first, schedule, second = clean(text).declarations
    assert isinstance(first, n.Pipeline)
    assert first.on_error is None
    assert isinstance(schedule, n.Schedule)
    assert isinstance(second, n.Pipeline)
    assert second.on_error == n.OnError(n.Name("e"), EMPTY)


def test_clauses_of_a_component_stand_inside_behind_or_alone() -> None:
    (timeout,) = (n.ValueClause("timeout", n.DurationLiteral(5, "s")),)
    for text in (
        'operator f() { python "m:c" timeout 5s }',
        'operator f() { python "m:c" } timeout 5s',
        "operator f() -> T timeout 5s",
    ):
        (component,) = clean(text).declarations
        assert isinstance(component, n.Component)
        assert component.clauses == (timeout,)


def test_the_settings_of_a_model_are_one_binding() -> None:
    (node,) = clean('node f() -> T { model "a" timeout 5s prompt "b" }').declarations
    assert isinstance(node, n.Component)
    (binding,) = node.bindings
    assert isinstance(binding, n.ModelBinding)
    assert [one.name.text for one in binding.settings] == ["model", "prompt"]


def test_mocks_tell_alternatives_from_the_operator() -> None:
    text = """test "t" {
      mock f returns a or b
      mock f returns 1 or fails timeout
      mock try#2/f[*] returns any times 2 then fails any
    }"""
    (test,) = clean(text).declarations
    assert isinstance(test, n.Test)
    both, either, third = test.items
    assert isinstance(both, n.Mock)
    assert isinstance(either, n.Mock)
    assert isinstance(third, n.Mock)
    assert len(both.alternatives) == 1
    assert either.alternatives[1] == (n.Outcome("fails", error=n.Name("timeout")),)
    assert (third.component, third.address) == (None, "try#2/f[*]")
    assert len(third.alternatives[0]) == 2


def test_documentation_belongs_to_what_follows() -> None:
    text = "/// File.\n\n/// One.\n/// Two.\nenum E {\n  /// v\n  a\n}\n"
    module = clean(text)
    assert module.doc == "File."
    (enum,) = module.declarations
    assert isinstance(enum, n.Enum)
    assert (enum.doc, enum.values[0].doc) == ("One.\nTwo.", "v")


@pytest.mark.parametrize(
    "text",
    [
        "pipeline p() {\n  /// nothing\n  return\n}\n",
        "pipeline p() {\n  let x = 1 /// behind\n}\n",
        "pipeline p() {\n}\n/// at the end\n",
    ],
)
def test_documentation_of_nothing_is_warned_of(text: str) -> None:
    assert [slug for slug, _ in found(text)] == ["doc-misplaced"]


def test_comments_are_kept_beside_the_tree() -> None:
    comments = read("// a\nenum E { a } // b\n/// c\nenum F { b }\n").comments
    assert [(one.text, one.own_line, one.doc) for one in comments] == [
        ("// a", True, False),
        ("// b", False, False),
        ("/// c", True, True),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_and_byte_order_marks_do_not_matter(ending: str) -> None:
    text = "\ufeff/// Doc.\nenum E {\n  a,\n}\n".replace("\n", ending)
    (enum,) = clean(text).declarations
    assert enum == n.Enum(n.Name("E"), (n.EnumValue(n.Name("a")),), doc="Doc.")
