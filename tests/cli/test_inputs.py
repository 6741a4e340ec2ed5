"""The input of a run: what is taken, and what is refused with its reason."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipesmith.cli.files import Misuse
from pipesmith.cli.inputs import gathered


def test_values_set_by_name_win(tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_text('{"a": 1, "b": [2]}', "utf-8")
    assert gathered(str(file), ["a=3", 'c="x=y"']) == {"a": 3, "b": [2], "c": "x=y"}


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO('\ufeff{"name": "日本"}'.encode())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=data))
    assert gathered("-", []) == {"name": "日本"}


def test_no_input_is_an_empty_object() -> None:
    assert gathered(None, []) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON: expecting property name enclosed in double quotes, line 1 column 2"),
        ("[1]", "must be one object, keyed by parameter; found an array"),
        ("null", "must be one object, keyed by parameter; found null"),
        ('{"a', "is not JSON: unterminated string starting, line 1 column 2"),
        ('{"a": NaN}', "is not JSON: `NaN` is not a JSON number"),
        ('{"a": 1, "a": 2}', "is not JSON: the key `a` stands twice in one object"),
        ("[" * 100_000, "is not JSON: it is nested too deeply"),
    ],
)
def test_an_input_that_does_not_fit(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Misuse) as refused:
        gathered(str(file), [])
    assert refused.value.message == f"the input in `{file}` {message}"
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("a", "`--set a` has no value; write it as `--set name=json`"),
        (
            "a=abc",
            (
                "the value of `--set a` is not JSON: expecting value, line 1 column 1; "
                "a text needs quotes: --set 'a=\"...\"'"
            ),
        ),
    ],
)
def test_a_setting_that_does_not_fit(setting: str, message: str) -> None:
    with pytest.raises(Misuse) as refused:
        gathered(None, [setting])
    assert refused.value.message == message
