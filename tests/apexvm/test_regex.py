"""Regular expressions are those of Java."""

import pytest
from tests.apexvm import UnknownMethod, UnknownSyntax
from tests.apexvm.snippets import run, thrown, value


@pytest.mark.parametrize(
    ("expression", "text", "fits"),
    [
        ("^.$", "\\uD83D\\uDE00", True),
        ("\\\\d+", "\\u0663", False),
        ("(?U)\\\\d+", "\\u0663", True),
        ("\\\\p{L}+", "é中", True),
        ("\\\\P{L}", "é", False),
        ("[\\\\p{Lu}\\\\d]+", "É1", True),
        ("\\\\p{Alpha}+", "é", False),
        ("\\\\Qa.b\\\\E", "a.b", True),
        ("\\\\Qa.b\\\\E", "axb", False),
        ("(?<one>a)\\\\k<one>", "aa", True),
        ("a.b", "a\\nb", False),
        ("(?s)a.b", "a\\nb", True),
        ("[]a]+", "]a", True),
        ("a++b", "aab", True),
        ("\\\\x{1F600}", "\\uD83D\\uDE00", True),
    ],
)
def test_an_expression_fits(expression: str, text: str, fits: bool) -> None:
    assert value(f"Pattern.matches('{expression}', '{text}')") is fits


def test_places_are_those_of_units() -> None:
    body = """
        Matcher found = Pattern.compile('b(c)').matcher('\\uD83D\\uDE00abc');
        found.find();
        return new List<Integer>{ found.start(), found.start(1), found.end() };
    """
    assert run(body) == [3, 4, 5]


def test_the_end_of_a_line_counts_as_the_end() -> None:
    assert value("'a\\n'.replaceAll('a$', 'b')") == "b\n"
    assert value("'x1y22'.replaceAll('([0-9])+', '<$1>')") == "x<1>y<2>"
    assert value("'a.b'.replaceAll('\\\\.', '\\\\$')") == "a$b"


def test_what_is_wrong_throws_and_what_is_not_known_stops() -> None:
    assert thrown("Pattern.compile('(');").startswith("System.StringException: Invalid regex")
    for expression in ("[a[b]]", "[a&&[b]]", "\\\\G", "\\\\p{IsGreekish}"):
        with pytest.raises(UnknownSyntax):
            value(f"Pattern.compile('{expression}')")
    with pytest.raises(UnknownMethod):
        value("Pattern.compile('a', 2)")
