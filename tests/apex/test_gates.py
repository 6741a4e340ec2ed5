"""Each gate notices what it is there for, says where, and accepts what is sound."""

from pathlib import Path

import pytest
from tests.apex import gates
from tests.apex.gates import Found, GateBroken
from tests.apex.projects import CLASSES, checked
from tests.fences import Fence, fences

FAULTS = [*fences((Path(__file__).parent / "faults.md").read_text())]
NAMES = [one.options["name"] for one in FAULTS]


@pytest.fixture(scope="session")
def found(tools: None, shared: Path) -> list[Found]:
    """Give what the gates find in all faults at once."""
    files = {str(CLASSES / f"{one.options['name']}.cls"): one.text for one in FAULTS}
    return checked(shared, {"faults": files})


def file_of(name: str) -> str:
    return str(Path("faults") / CLASSES / f"{name}.cls")


def of_class(found: list[Found], name: str, gate: str) -> set[str]:
    place = (file_of(name), gate)
    return {f"{one.rule}:{one.line}" for one in found if (one.path, one.gate) == place}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_each_fault_is_noticed_where_it_is(fault: Fence, found: list[Found]) -> None:
    for gate in gates.GATES:
        told, expected = of_class(found, fault.options["name"], gate), fault.options.get(gate)
        if expected:
            assert expected in told
        elif gate != "analysis":
            assert not told


@pytest.mark.slow
def test_sound_code_passes_every_gate(found: list[Found]) -> None:
    assert [str(one) for one in found if one.path.endswith("/Sound.cls")] == []


def test_every_gate_is_shown_faults() -> None:
    assert set(gates.GATES) <= {option for one in FAULTS for option in one.options}


def test_a_tool_that_fails_is_no_pass(tools: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "_CHECKER", "NoSuchChecker.java")
    with pytest.raises(GateBroken, match="java ended with 1"):
        gates.types(Path(__file__).parent)


def test_settings_that_prettier_cannot_read_are_no_pass(tools: None, tmp_path: Path) -> None:
    (tmp_path / ".prettierrc").write_text("plugins: [no-such-plugin]")
    (tmp_path / "Sound.cls").write_text("public class Sound {\n}\n")
    with pytest.raises(GateBroken, match="no-such-plugin"):
        gates.formatting(tmp_path)


@pytest.mark.slow
def test_too_few_rules_are_no_pass(
    tools: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gates, "FEWEST_RULES", 10_000)
    with pytest.raises(GateBroken, match="rules were run"):
        gates.analysis(tmp_path)


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert gates.missing() == "node 20 or later is not installed"
