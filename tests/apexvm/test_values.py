"""Numbers, texts, null and equality are those of Apex."""

from decimal import Decimal

import pytest
from tests.apexvm import UnknownMethod
from tests.apexvm.snippets import run, thrown, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2147483647 + 1", -2147483648),
        ("65536 * 65536", 0),
        ("65536L * 65536", 4294967296),
        ("9223372036854775807L + 1", -9223372036854775808),
        ("7 / 2", 3),
        ("-7 / 2", -3),
        ("Math.mod(-7, 2)", -1),
        ("1 << 33", 2),
        ("-8 >>> 28", 15),
        ("-8 >> 1", -4),
        ("5 & 3 | 8 ^ 1", 9),
        ("~5", -6),
        ("7L / 2", 3),
        ("7.0 / 2", Decimal("3.5")),
        ("7.0d / 2", 3.5),
        ("1 / 3.0", Decimal("0." + "3" * 33)),
        ("String.valueOf(0.10 + 0.20)", "0.30"),
        ("String.valueOf(1.50 * 2)", "3.00"),
        ("String.valueOf(10.00 / 4)", "2.50"),
        ("String.valueOf(12345678.0d)", "1.2345678E7"),
        ("String.valueOf(0.0001d)", "1.0E-4"),
        ("String.valueOf(100.0d)", "100.0"),
        ("1.0 == 1.00", True),
        ("1 == 1L", True),
        ("1 == 1.0", True),
        ("'Abc' == 'aBC'", True),
        ("'Abc'.equals('aBC')", False),
        ("'b' > 'A'", True),
        ("'a' < 'B'", True),
        ("null == null", True),
        ("'x' + null", "xnull"),
        ("'a' + 1 + 2", "a12"),
        ("1 + 2 + 'a'", "3a"),
        ("'é'.length()", 1),
        ("'\\uD83D\\uDE00'.length()", 2),
        ("'\\uD83D\\uDE00'.substring(0, 2)", "\U0001f600"),
        ("new List<String>{ 'a' } == new List<String>{ 'a' }", True),
        ("new Map<String, Integer>{ 'a' => 1, 'A' => 2 }.size()", 2),
        ("new Set<Integer>{ 1, 1, 2 }.size()", 2),
        ("'a,b,,'.split(',').size()", 2),
        ("'abc'.split('')", ["a", "b", "c"]),
        (
            "String.format('{0} isn\\'\\'t {1} \\'{2}\\'', new List<Object>{ 1, 'x' })",
            "1 isn't x {2}",
        ),
    ],
)
def test_an_expression_gives(expression: str, expected: object) -> None:
    given = value(expression)
    assert given == expected
    assert type(given) is type(expected)


def test_a_type_is_kept_where_one_is_declared() -> None:
    assert run("Long big = 1; return big instanceof Long;") is True
    assert run("Object one = 1; return one instanceof Long;") is False
    assert run("Decimal d = 1; Object o = d; return o instanceof Decimal;") is True
    assert run("Double d = 1; return String.valueOf(d);") == "1.0"
    assert run("Decimal half = 7 / 2; return String.valueOf(half);") == "3"


def test_null_compares_as_false_and_never_computes() -> None:
    assert run("Integer n; return n > 0 || n < 0;") is False
    assert thrown("Integer n; n++;") == (
        "System.NullPointerException: Attempt to de-reference a null object"
    )
    assert run("String s; return s?.length();") is None
    assert run("String s; return s ?? 'other';") == "other"
    assert run("String s; Integer n; return s + n;") == "nullnull"


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ("Integer zero = 0; Integer n = 1 / zero;", "System.MathException: Divide by 0"),
        ("Integer n = Integer.valueOf('x');", "System.TypeException: Invalid integer: x"),
        ("String s; s.length();", "System.NullPointerException: Attempt to de-reference a null"),
        ("'a'.contains(null);", "System.NullPointerException: Argument 1 cannot be null"),
        ("new List<Integer>()[0] = 1;", "System.ListException: List index out of bounds: 0"),
        ("'abc'.substring(4);", "System.StringException: Starting position out of bounds: 4"),
        (
            "Object o = 'x'; Integer n = (Integer) o;",
            "System.TypeException: Invalid conversion from runtime type String to Integer",
        ),
        ("JSON.deserializeUntyped('{');", "System.JSONException: Unexpected end-of-input"),
        (
            "Assert.areEqual(1, 2, 'no');",
            "System.AssertException: Assertion Failed: no: Expected: 1, Actual: 2",
        ),
    ],
)
def test_a_mistake_throws_what_the_platform_throws(statements: str, message: str) -> None:
    assert thrown(statements).startswith(message)


def test_a_decimal_in_a_set_keeps_its_scale() -> None:
    assert value("new Set<Decimal>{ 1.1, 1.10 }.size()") == 2


def test_what_is_not_documented_stops_by_name() -> None:
    with pytest.raises(UnknownMethod, match=r"String\.foo/1"):
        value("'x'.foo(1)")
    with pytest.raises(UnknownMethod, match=r"Math\.cube/1"):
        value("Math.cube(1)")
    with pytest.raises(UnknownMethod, match=r"Decimal\.divide/2 where digits are lost"):
        value("(1.0).divide(3, 2)")
