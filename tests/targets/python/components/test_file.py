"""`file.read` and `file.write`: texts below one folder, and nothing outside of it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.targets.python.components.whole import ran

from pipesmith_runtime import PipelineError
from pipesmith_runtime.confinement import read_text, write_text

READ = """
pipeline p(path: string) -> string {
  stage text = file.read(path)
  return text
}
"""
WRITE = """
pipeline p(path: string, content: string) -> string {
  stage written = file.write(path, content)
  stage more = file.write(path, content: "!", append: true) after written
  stage text = file.read(path) after more
  return text
}
"""
PROJECT = '[files]\nroot = "data"\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make the open folder, with a secret beside it."""
    (tmp_path / "secret.txt").write_text("outside", "utf-8")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_a_text_is_written_appended_and_read(data: Path) -> None:
    text = "Zeile 1\r\n\u00e4 \U0001f600\n\0"
    given = {"path": "new/folder/a.txt", "content": text}
    assert ran(WRITE, data.parent, PROJECT, given).value == text + "!"
    assert (data / "new" / "folder" / "a.txt").read_bytes() == (text + "!").encode()
    assert [path.name for path in (data / "new" / "folder").iterdir()] == ["a.txt"]


def test_without_a_folder_nothing_is_open(data: Path) -> None:
    failed = ran(READ, data.parent, "", {"path": "a.txt"}).failed
    assert failed.type == "SECURITY"
    assert 'add `[files]` with `root = "FOLDER"` to pipesmith.toml' in failed.message


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt", "a/../../secret.txt", "/etc/passwd", "..", "a/..", "..\\secret.txt",
        "C:\\a.txt", "C:a.txt", "\\\\server\\share\\a", "//server/share", "a\0b", "link",
        "links/out/secret.txt", "dangling",
    ],
)  # fmt: skip
def test_a_way_out_is_refused(path: str, data: Path) -> None:
    (data / "link").symlink_to(data.parent / "secret.txt")
    (data / "dangling").symlink_to(data.parent / "new.txt")
    (data / "links").mkdir()
    (data / "links" / "out").symlink_to(data.parent, target_is_directory=True)
    for program in (READ, WRITE):
        given = {"path": path, **({"content": "x"} if program == WRITE else {})}
        failed = ran(program, data.parent, PROJECT, given).failed
        assert failed.type == "SECURITY"
        assert failed.message.endswith("leads out of the folder that `[files]` opens")
    assert (data.parent / "secret.txt").read_text("utf-8") == "outside"
    assert not (data.parent / "new.txt").exists()


def test_a_link_within_the_folder_is_followed(data: Path) -> None:
    (data / "real").mkdir()
    (data / "real" / "a.txt").write_text("inside", "utf-8")
    (data / "alias").symlink_to("real", target_is_directory=True)
    assert ran(READ, data.parent, PROJECT, {"path": "alias/a.txt"}).value == "inside"


def test_a_folder_that_becomes_a_link_meanwhile_is_not_followed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody exchanges a folder for a link after the path was found to be inside."""
    (data / "sub").mkdir()
    (data / "sub" / "secret.txt").write_text("inside", "utf-8")
    resolve = Path.resolve

    def exchanged(self: Path, strict: bool = False) -> Path:
        found = resolve(self, strict)
        if self.name == "secret.txt":
            (data / "sub").rename(data / "gone")
            (data / "sub").symlink_to(data.parent, target_is_directory=True)
        return found

    monkeypatch.setattr(Path, "resolve", exchanged)
    with pytest.raises(PipelineError) as caught:
        read_text(data, "sub/secret.txt")
    assert caught.value.type in ("SECURITY", "EXECUTION")


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("none.txt", "EXECUTION", "`none.txt`: no such file or directory"),
        ("folder", "EXECUTION", "`folder` is not a plain file"),
        ("", "EXECUTION", "`` is a folder"),
        ("pipe", "EXECUTION", "`pipe` is not a plain file"),
        ("latin", "VALIDATION", "the file `latin` is not UTF-8"),
    ],
)
def test_what_cannot_be_read(path: str, kind: str, text: str, data: Path) -> None:
    (data / "folder").mkdir()
    os.mkfifo(data / "pipe")
    (data / "latin").write_bytes(b"\xe4")
    failed = ran(READ, data.parent, PROJECT, {"path": path}).failed
    assert (failed.type, failed.message) == (kind, text)


def test_what_is_no_file_is_not_replaced(data: Path) -> None:
    (data / "folder").mkdir()
    os.mkfifo(data / "pipe")
    for name in ("folder", "pipe"):
        failed = ran(WRITE, data.parent, PROJECT, {"path": name, "content": "x"}).failed
        assert failed.message == f"`{name}` is not a plain file"
    assert sorted(path.name for path in data.iterdir()) == ["folder", "pipe"]


def test_who_may_read_a_file_stays(data: Path) -> None:
    (data / "private").write_text("old", "utf-8")
    (data / "private").chmod(0o600)
    write_text(data, "private", "new")
    assert (data / "private").stat().st_mode & 0o777 == 0o600
    assert read_text(data, "private") == "new"


def test_an_error_does_not_say_where_the_folder_is(data: Path) -> None:
    done = ran(READ, data.parent, PROJECT, {"path": "none.txt"})
    assert str(data) not in done.told


PARTS = st.sampled_from(["..", ".", "a", "b", "link", "", "~", "C:", "\0", "\\", "\u00e4", "//"])


@given(st.lists(PARTS, max_size=6), st.sampled_from(["/", "\\", ""]))
def test_no_path_leads_out(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], joint: str
) -> None:
    home = tmp_path_factory.mktemp("home")
    data = home / "data"
    data.mkdir()
    (data / "link").symlink_to(home, target_is_directory=True)
    try:
        write_text(data, joint.join(parts), "x")
    except PipelineError as error:
        assert error.type in ("SECURITY", "EXECUTION")
    assert [path.name for path in home.iterdir()] == ["data"]
