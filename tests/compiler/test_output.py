"""A bundle is written as a whole or not at all, and never over what is not ours."""

import os
from pathlib import Path

import pytest

from pipesmith.output import Refused, Wrote, write
from pipesmith.target import GENERATED, Bundle

OURS = f"# {GENERATED} from a.pipe.\n"


def bundle(**texts: str) -> Bundle:
    return Bundle({f"{name}.py": f"{OURS}{text}" for name, text in texts.items()}, "a.py")


def test_all_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    done = write(bundle(a="1", b="2"), tmp_path / "deep" / "build")
    assert isinstance(done, Wrote) and len(done.written) == 2
    assert sorted(os.listdir(tmp_path / "deep" / "build")) == ["a.py", "b.py"]


def test_folders_within_a_bundle_are_made(tmp_path: Path) -> None:
    write(Bundle({"x/y/z.py": OURS}, "x/y/z.py"), tmp_path)
    assert (tmp_path / "x/y/z.py").read_text() == OURS


def test_what_is_as_it_should_be_is_not_touched(tmp_path: Path) -> None:
    write(bundle(a="1", b="2"), tmp_path)
    before = (tmp_path / "a.py").stat().st_mtime_ns
    done = write(bundle(a="1", b="3"), tmp_path)
    assert done == Wrote((tmp_path / "b.py",), (tmp_path / "a.py",))
    assert (tmp_path / "a.py").stat().st_mtime_ns == before


def test_a_foreign_file_stops_everything_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("mine = 1\n")
    done = write(bundle(a="1", b="2"), tmp_path)
    assert done == Refused((tmp_path / "b.py",))
    assert str(tmp_path / "b.py") in str(done)
    assert os.listdir(tmp_path) == ["b.py"]
    assert (tmp_path / "b.py").read_text() == "mine = 1\n"


@pytest.mark.parametrize("kind", ["folder", "link", "dangling"])
def test_a_folder_or_a_link_is_foreign(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "elsewhere.py"
    if kind == "folder":
        (tmp_path / "a.py").mkdir()
    else:
        (tmp_path / "a.py").symlink_to(target)
        if kind == "link":
            target.write_text(OURS)
    assert write(bundle(a="1"), tmp_path) == Refused((tmp_path / "a.py",))


def test_a_failure_half_way_takes_back_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(bundle(a="old"), tmp_path)
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target).name == "c.py":
            raise PermissionError("no")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PermissionError):
        write(bundle(a="new", b="2", c="3"), tmp_path)
    assert os.listdir(tmp_path) == ["a.py"]
    assert (tmp_path / "a.py").read_text() == f"{OURS}old"


def test_a_path_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError):
        write(bundle(a="1"), tmp_path / "file" / "build")
    assert os.listdir(tmp_path) == ["file"]
