"""The text dump is stable and the JSON form comes back as the same program."""

import json
from pathlib import Path

import pytest
from tests.compiler.ir.programs import GOOD

from pipesmith.ir import json_form
from pipesmith.ir.dump import dump

SCHEMA = Path(__file__).parents[3] / "compiler" / "pipesmith" / "ir" / "schema.json"


def test_the_dump_shows_types_order_and_addresses() -> None:
    assert dump(GOOD) == (
        "ir 1\n"
        "module shop\n"
        "  record Order\n"
        "    id: string\n"
        "    total: int = 0\n"
        "  operator fetch(id: string) -> Order\n"
        "    python shop_host:fetch\n"
        '  pipeline load version "1.0.0"(id: string) -> int\n'
        "    0 stage order @order: Order = call shop.fetch(id: id)\n"
        "    1 let total: int = order.total | after 0\n"
        "    2 return total | after 0, 1 | barrier\n"
        "    never completes\n"
    )


def test_json_reads_back_as_the_same_program() -> None:
    assert json_form.from_json(json_form.to_json(GOOD)) == GOOD


def test_the_published_schema_is_current(update: bool) -> None:
    current = json.dumps(json_form.json_schema(), indent=1, sort_keys=True) + "\n"
    if update:
        SCHEMA.write_text(current)
    assert SCHEMA.read_text() == current


def test_another_version_is_refused() -> None:
    other = json_form.to_json(GOOD).replace('"version": 1\n', '"version": 2\n')
    with pytest.raises(json_form.UnreadableProgram, match="version 2, expected 1"):
        json_form.from_json(other)


def test_a_misfit_is_refused_with_its_path() -> None:
    with pytest.raises(json_form.UnreadableProgram, match=r"^\$\.modules: "):
        json_form.from_json('{"version": 1}')
