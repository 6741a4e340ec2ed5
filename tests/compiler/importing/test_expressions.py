"""Templates and conditions of other systems: what they become, and what cannot be said."""

from typing import Any

import pytest
from tests.compiler.importing.imports import imported, places, program, stage, stages

SCHEMA = {
    "type": "object",
    "required": ["name", "score", "tags", "items", "level", "data"],
    "properties": {
        "name": {"type": "string"},
        "nick": {"type": "string"},
        "score": {"type": "number"},
        "count": {"type": "integer"},
        "ok": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "price": {"type": "number"},
                    "isNew": {"type": "boolean"},
                },
            },
        },
        "level": {"enum": ["low", "high"]},
        "data": {},
    },
}


def translated(template: Any, **more: Any) -> str:
    """Give the code of a template, as the data of a transformation."""
    given = stages(stage("it", "json_transform", data={"v": template}, **more), input_schema=SCHEMA)
    text = program(imported(given))
    start = text.index("v: ", text.index("let it")) + 3
    end = text.index("\n  return")
    return " ".join(text[start:end].split()).removesuffix("}").strip().removesuffix(",").strip()


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{input.name}}", "name"),
        ("Hi {{input.name}}!", '"Hi {{name}}!"'),
        ("{{ input['name'] }}", "name"),
        ("{{input.nick}} x", '"{{nick ?? ""}} x"'),
        ("{{len(input.tags)}}", "length(tags)"),
        ("{{input.tags[0]}}", "tags[0]"),
        ("{{input.tags[1:3]}}", "tags[1:3]"),
        ("{{input.items[0].isNew}}", "items[0].is_new"),
        ("{{input.data.a.b}}", 'data["a"]["b"]'),
        ("{{input.data.a > 3}}", 'data["a"] as float > 3'),
        ("{{input.count > 3}}", "count != null and count > 3"),
        ("{{input.level == 'high'}}", "level == Level.high"),
        ("{{input.ok == True}}", "ok == true"),
        ("{{'a' if input.score >= 0.5 else 'b'}}", 'score >= 0.5 ? "a" : "b"'),
        ("{{input.score > 1 ? 'a' : 'b'}}", 'score > 1 ? "a" : "b"'),
        ("{{0 < input.score < 1}}", "0 < score and score < 1"),
        ("{{not input.tags}}", "not length(tags) > 0"),
        ("{{input.name and input.tags}}", 'name != "" and length(tags) > 0'),
        ("{{input.nick or 'nobody'}}", 'nick ?? "nobody"'),
        ("{{input.data.a | default('x')}}", 'get(data, "a") ?? "x"'),
        ("{{input.name | upper}}", "upper(name)"),
        ("{{input.name.strip().lower()}}", "lower(trim(name))"),
        ("{{', '.join(input.tags)}}", 'join(tags, ", ")'),
        ("{{input.tags | join(', ')}}", 'join(tags, ", ")'),
        ("{{input.tags | length(@)}}", "length(tags)"),
        ("{{input.data | a[?b].c}}", 'jmespath(data, "a[?b].c")'),
        (
            "{{[i.price for i in input.items if i.isNew]}}",
            "items | filter(i => i.is_new ?? false) | map(i => i.price)",
        ),
        (
            "{{sum([i.price for i in input.items])}}",
            "sum(items | map(i => i.price) as list[float])",
        ),
        ("{{'a' in input.tags}}", '"a" in tags'),
        ("{{input.score + 1}}", "score + 1"),
        ("{{input.name + '!'}}", '"{{name}}!"'),
        ("{{input.score * 100 // 3}}", "score * 100 div 3"),
        ("{{-input.score}}", "-score"),
        ("{{round(input.score, 2)}}", "round(score, 2)"),
        ("{{max(input.score, 1)}}", "max(score, 1)"),
        ("{{int(input.score)}}", "to_int(score)"),
        ("{{str(input.score)}}", "to_string(score)"),
        ("{{input.data.get('a', 0)}}", 'get(data, "a") ?? 0'),
        ("{{now()}}", "context.now"),
        ("{{now().strftime('%Y-%m-%d')}}", 'format_date(context.now, "yyyy-MM-dd")'),
        ("{{env.X or 'd'}}", 'env.X ?? "d"'),
        ("{{json.dumps(input.tags)}}", "to_json(tags)"),
        ("{{input.data.length}}", "length(data as list[json])"),
        ("{{datetime.now().isoformat()}}", "to_string(context.now)"),
        ("{{context.run_id}}", "context.run_id"),
        ("{{env.API_URL}}/x", '"{{env.API_URL}}/x"'),
        ("${{input.score}}", '"${{score}}"'),
        ("{{ {'a': input.name} }}", "{ a: name }"),
        (["{{input.name}}", 1], "[name, 1]"),
        ({"x-y": "{{input.name}}", "type": None}, '{ "x-y": name, type: null }'),
    ],
)
def test_a_template(template: Any, code: str) -> None:
    assert translated(template) == code


@pytest.mark.parametrize(
    ("template", "slug"),
    [
        ("{{", "untranslated"),
        ("{{input.}}", "untranslated"),
        ("{{a b}}", "untranslated"),
        ("{% if x %}", "untranslated"),
        ("{{eval('1')}}", "untranslated"),
        ("{{__import__('os').system('x')}}", "untranslated"),
        ("{{input.name.missing}}", "unresolved"),
        ("{{input.items[0].missing}}", "unresolved"),
        ("{{upstream.missing.x}}", "unresolved"),
        ("{{loop.item}}", "unresolved"),
        ("{{context.missing}}", "unresolved"),
        ("{{input.data | a[}}", "untranslated"),
        ("{{secrets.KEY}}", "untranslated"),
        ("{{" + "(" * 200 + "1" + ")" * 200 + "}}", "untranslated"),
    ],
)
def test_what_cannot_be_said_is_told(template: str, slug: str) -> None:
    result = imported(stages(stage("say", "logger", message=template), input_schema=SCHEMA))
    assert (slug, "$.stages[0].input_mapping.message") in places(result)
    assert result.files == {}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("item.get('isNew') == True", "item.is_new == true"),
        ("item['price'] > 3", "item.price != null and item.price > 3"),
        ("item.price > {{input.score}}", "item.price != null and item.price > score"),
        ("item.price and not item.isNew", "item.price != null and not (item.is_new ?? false)"),
    ],
)
def test_a_condition_of_items(condition: str, code: str) -> None:
    given = stage("it", "filter", data="{{input.items}}", condition=condition)
    text = program(imported(stages(given, input_schema=SCHEMA)))
    assert " ".join(text.split()).count(f"items | filter(item => {code})") == 1


def test_texts_do_not_nest() -> None:
    code = translated("a {{'b ' + input.name if input.ok else 'c'}} d")
    assert code == '"a {{ok ?? false ? "b " + to_string(name) : "c"}} d"'


def test_different_things_in_a_list_are_json_where_they_are_indexed() -> None:
    given = stages(
        stage("it", "json_transform", data={"v": "{{[input.name, 1][0]}}"}), input_schema=SCHEMA
    )
    assert "as_json([name, 1])[0]" in program(imported(given))
