"""The types that values have."""

import pytest
from tests.compiler.analysis.analysed import analyse, types_in

PRELUDE = """
enum Level { low, high }
type Percent = float where 0.0 <= it <= 100.0
record Person { kind: "person" name: string nick: string? }
record Company { kind: "company" name: string vat: string boss: Person? }
record Order {
  id: int total: decimal(12, 2) tags: list[string] = [] buyer: Person? share: Percent = 1
}
function double(n: int, by: int = 2) -> int = n * by
"""

PARAMETERS = (
    "xs: list[int], fs: list[float], m: map[string, int], who: Person | Company, lv: Level, "
    "j: json, o: Order, mo: Order?, pair: tuple[int, string], t: string, mt: string?, n: int, "
    "mn: int?, f: float, d: decimal, b: bool, at: datetime, day: date, orders: list[Order], "
    'p: Percent, word: "a" | "b", nums: set[int]'
)


def type_of(expression: str) -> str:
    """Give the type of an expression."""
    text = f"{PRELUDE}pipeline main({PARAMETERS}) {{\n  let value = {expression}\n}}\n"
    return types_in(text)["value"]


def slugs_of(expression: str, declared: str = "") -> list[str]:
    """Give what is found in an expression, but for its name being unused."""
    value = f"value: {declared}" if declared else "value"
    text = f"{PRELUDE}pipeline main({PARAMETERS}) {{\n  let {value} = {expression}\n}}\n"
    return [slug for slug in analyse(text).slugs if slug != "unused-name"]


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("1", "int"),
        ("-9223372036854775808", "int"),
        ("1.5", "float"),
        ("1.5d", "decimal"),
        ("5s", "duration"),
        ("null", "null"),
        ('"a"', "string"),
        ("1 + 2", "int"),
        ("1 + 2.5", "float"),
        ("1 + 2.5d", "decimal"),
        ("1 / 2", "float"),
        ("7 div 2", "int"),
        ("f % 2", "float"),
        ("o.total + 1", "decimal"),
        ("p + 1", "float"),
        ("-n", "int"),
        ("at - at", "duration"),
        ("at + 1h", "datetime"),
        ("day + 1d", "date"),
        ("2 * 5s", "duration"),
        ("xs + [1]", "list[int]"),
        ("xs + []", "list[int]"),
        ('t + "x"', "string"),
        ("[1, 2.5]", "list[float]"),
        ("[1, null]", "list[int?]"),
        ("[[1], []]", "list[list[int]]"),
        ("{ a: 1, b: 2.5 }", "map[string, float]"),
        ("b ? 1 : null", "int?"),
        ("b ? 1 : 2.5", "float"),
        ('b ? "a" : "b"', "string"),
        ("b ? [] : xs", "list[int]"),
        ("mn ?? 0", "int"),
        ("mn ?? 0.5", "float"),
        ("mn ?? mn", "int?"),
        ("mo?.buyer", "Person?"),
        ("mo?.buyer?.nick", "string?"),
        ("mo?.tags[0]", "string?"),
        ("mo?.tags[0:2]", "list[string]?"),
        ("orders[*].id", "list[int]"),
        ("orders[*].buyer?.nick", "list[string?]"),
        ("orders[*].tags[0]", "list[string]"),
        ("who.name", "string"),
        ("who.kind", '"person" | "company"'),
        ("pair[0]", "int"),
        ("pair[-1]", "string"),
        ('m["a"]', "int"),
        ("xs[-1]", "int"),
        ("t[0]", "string"),
        ("t[1:]", "string"),
        ('j["a"][0]', "json"),
        ("j as Order", "Order"),
        ("j as (int?)", "int?"),
        ("Level.low", "Level"),
        ("lv == Level.high", "bool"),
        ("0 <= n < 10", "bool"),
        ("n in xs", "bool"),
        ('"a" in m', "bool"),
        ('word == "a"', "bool"),
        ("xs == []", "bool"),
        ("n == 1.5", "bool"),
        ("mn == 1", "bool"),
        ("d == 1", "bool"),
        ('"{{n}}"', "int"),
        ('"n: {{n}}"', "string"),
        ("context.now", "datetime"),
        ("context.run_id", "string"),
        ("env.HOME", "string"),
        ('env.HOME ?? "x"', "string"),
        ("secret.KEY", "secret string"),
        ('"Bearer {{secret.KEY}}"', "secret string"),
        ("upper(secret.KEY)", "secret string"),
        ("xs | map(x => x * 2.5)", "list[float]"),
        ("xs | filter(x => x > 1) | length", "int"),
        ("orders | map(x => x.buyer) | compact", "list[Person]"),
        ("m | entries | map((k, v) => v)", "list[int]"),
        ("xs | group_by(x => x % 2)", "map[string, list[int]]"),
        ("xs | reduce(0, (sum, x) => sum + x)", "int"),
        ("orders | reduce(0, (sum, x) => sum + x.share)", "float"),
        ("first(xs)", "int?"),
        ("double(n)", "int"),
        ("double(n, by: 3)", "int"),
        ("n | double(3)", "int"),
        ("with(o, id: 3)", "Order"),
        ('orders | pluck("id")', "list[int]"),
        ("[who, who][*].name", "list[string]"),
    ],
)
def test_an_expression_has_one_type(expression: str, type_: str) -> None:
    assert type_of(expression) == type_


@pytest.mark.parametrize(
    ("expression", "declared"),
    [
        ("1", "float"),
        ("1", "decimal(4, 2)"),
        ("mn", "float?"),
        ("[1, 2]", "list[float]"),
        ("[1, 1]", "set[int]"),
        ('[1, "a"]', "tuple[float, string]"),
        ("[]", "list[string]"),
        ("{}", "map[string, int]"),
        ('"a"', '"a" | "b"'),
        ("word", "string"),
        ("p", "float"),
        ("50", "Percent"),
        ("f", "Percent"),
        ("o", "Order?"),
        ("o", "json"),
        ('{ a: [1, "x", null], b: { c: o } }', "json"),
        ('Person(name: "x")', "Person | Company"),
        ("b ? 1 : 2", "float?"),
        ("xs", "list[int?]"),
        ('"{{n}}"', "string"),
        ("mn ?? 1", "float"),
    ],
)
def test_a_value_is_given_where_its_type_goes(expression: str, declared: str) -> None:
    assert slugs_of(expression, declared) == []


@pytest.mark.parametrize(
    ("expression", "declared", "slug"),
    [
        ("1.5", "int", "type-mismatch"),
        ("xs", "list[float]", "type-mismatch"),
        ("f", "decimal", "type-mismatch"),
        ("j", "int", "type-mismatch"),
        ("mn", "int", "unsafe-null"),
        ('"c"', '"a" | "b"', "type-mismatch"),
        ("t", '"a" | "b"', "type-mismatch"),
        ("101", "Percent", "condition-violated"),
        ("{ a: 1, a: 2 }", "", "duplicate-name"),
        ("[]", "", "unknown-item-type"),
        ("f * d", "", "bad-operands"),
        ("t + n", "", "bad-operands"),
        ("mn + 1", "", "unsafe-null"),
        ('"{{mn}} items"', "", "unsafe-null"),
        ("mo.id", "", "unsafe-null"),
        ("first(orders).id", "", "unsafe-null"),
        ('lv == "low"', "", "not-comparable"),
        ("f == d", "", "not-comparable"),
        ("n == t", "", "not-comparable"),
        ("b < b", "", "not-comparable"),
        ("n < t", "", "not-comparable"),
        ('word == "c"', "", "type-mismatch"),
        ("n in t", "", "not-comparable"),
        ("1 < n > 2", "", "bad-chain"),
        ("n == 1 == 2 != 3", "", "bad-chain"),
        ("n ? 1 : 2", "", "type-mismatch"),
        ("not n", "", "type-mismatch"),
        ("b and n", "", "type-mismatch"),
        ("who.vat", "", "unknown-member"),
        ("j.a", "", "unknown-member"),
        ("m.a", "", "unknown-member"),
        ("pair[2]", "", "bad-index"),
        ("pair[n]", "", "bad-index"),
        ("o[0]", "", "bad-index"),
        ("nums[0]", "", "bad-index"),
        ("x => x", "", "misplaced-lambda"),
        ("b ? who : o", "", "no-common-type"),
        ("[1, t]", "", "no-common-type"),
        ("length(secret.KEY)", "", "secret-leak"),
        ("secret.KEY == t", "", "secret-leak"),
        ("[secret.KEY]", "json", "secret-leak"),
        ("context.attempt", "", "outside-run"),
        ("context.nwo", "", "unknown-member"),
        ("Level", "", "type-mismatch"),
        ("env", "", "type-mismatch"),
        ("double(n, 1, 2)", "", "unknown-argument"),
        ("double(by: 2)", "", "missing-argument"),
        ("double(n, n: 3)", "", "duplicate-argument"),
        ("Person(t)", "", "unknown-argument"),
        ('Person("x")', "", "positional-argument"),
        ("Person()", "", "missing-argument"),
        ("nothing + 1", "", "unknown-name"),
        ("nothing(1)", "", "unknown-function"),
        ("n ?? 1", "", "needless-default"),
        ("o?.id", "", "needless-default"),
        ("-5 | abs", "", "negative-filter"),
    ],
)
def test_what_does_not_fit_is_told_once(expression: str, declared: str, slug: str) -> None:
    assert slugs_of(expression, declared) == [slug]
