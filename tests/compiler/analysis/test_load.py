"""Modules: files, their names, and what leads from one to another."""

import pytest
from tests.compiler.analysis.analysed import analyse

from pipesmith.analysis.load import load, module_name
from pipesmith.source import Source

RECORD = "record {name} {{\n  id: int\n}}\n"


def test_imports_stand_before_importers_and_the_entry_is_last() -> None:
    text = 'import { A } from "./a.pipe"\nimport { B } from "./sub/b.pipe"\n'
    a = 'import { B } from "./sub/b.pipe"\nrecord A {\n  b: B\n}\n'
    loaded = analyse(text, {"a.pipe": a, "sub/b.pipe": RECORD.format(name="B")}).loaded
    assert [module.name for module in loaded.modules] == ["b", "a", "main"]


def test_one_file_is_one_module_whatever_path_leads_to_it() -> None:
    text = 'import { A } from "./a.pipe"\nimport { C } from "./sub/../a.pipe"\n'
    a = RECORD.format(name="A") + RECORD.format(name="C")
    assert [m.name for m in analyse(text, {"a.pipe": a}).loaded.modules] == ["a", "main"]


def test_files_may_import_each_other() -> None:
    text = 'import { A } from "./a.pipe"\nrecord B {\n  a: list[A]\n}\n'
    a = 'import { B } from "./main.pipe"\nrecord A {\n  b: list[B]\n}\n'
    assert analyse(text, {"a.pipe": a}).slugs == []


def test_a_circle_of_records_over_two_files_is_found_once() -> None:
    text = 'import { A } from "./a.pipe"\nrecord B {\n  a: A\n}\n'
    a = 'import { B } from "./main.pipe"\nrecord A {\n  b: B\n}\n'
    assert analyse(text, {"a.pipe": a}).slugs == ["type-cycle"]


def test_a_long_chain_of_files_is_followed() -> None:
    files = {
        f"m{i}.pipe": f'import {{ e{i + 1} }} from "./m{i + 1}.pipe"\nerror e{i} is execution\n'
        f'pipeline p{i}() {{\n  raise e{i + 1}("x")\n}}\n'
        for i in range(2000)
    }
    files["m2000.pipe"] = "error e2000 is execution\n"
    text = 'import { e0 } from "./m0.pipe"\npipeline p() {\n  raise e0("x")\n}\n'
    assert analyse(text, files).slugs == []


@pytest.mark.parametrize("failure", [PermissionError(13, "Permission denied"), UnicodeError("bad")])
def test_a_file_that_cannot_be_read_is_a_finding(failure: Exception) -> None:
    def read(path: str) -> Source | None:
        raise failure

    loaded = load(Source("main.pipe", 'import { A } from "./a.pipe"\n'), read)
    (finding,) = loaded.findings
    assert finding.slug.name == "import-not-found"
    assert "cannot be imported" in finding.message


@pytest.mark.parametrize("path", ["/a.pipe", "a.pipe", "./a", "./a\\b.pipe", "..", "./a\\n.pipe"])
def test_only_relative_paths_are_followed(path: str) -> None:
    text = f'import {{ A }} from "{path}"\n'.replace("a\\b", "a\\\\b")

    def read(path: str) -> Source | None:
        raise AssertionError(path)

    loaded = load(Source("main.pipe", text), read)
    assert [finding.slug.name for finding in loaded.findings] == ["import-path"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/crm.pipe", "crm"),
        ("order-flow.pipe", "order_flow"),
        ("2nd.pipe", "_2nd"),
        ("class.pipe", "_class"),
        (".pipe", "_"),
    ],
)
def test_module_names_are_identifiers(path: str, name: str) -> None:
    assert module_name(path) == name
    assert name.isidentifier()


def test_a_declaration_that_could_not_be_read_is_not_reported_as_missing() -> None:
    text = "record Item {\n  id int\n}\n\npipeline p(item: Item) -> int {\n  return item.id\n}\n"
    assert analyse(text).slugs == ["syntax-error"]


def test_other_mistakes_are_told_beside_a_syntax_error() -> None:
    text = "record Item {\n  id int\n}\n\npipeline p() -> int {\n  return nothing\n}\n"
    assert analyse(text).slugs == ["syntax-error", "unknown-name"]
