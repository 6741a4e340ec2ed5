"""What tests of a value show of it, and for how long."""

import pytest
from tests.compiler.analysis.analysed import analyse

PRELUDE = """
record Circle { kind: "circle" radius: float }
record Square { kind: "square" side: float }
record Dot { kind: "dot" }
record Owner { name: string shape: (Circle | Square | Dot)? }
"""


def slugs_of(body: str) -> list[str]:
    """Give what is found in the body of a pipeline."""
    parameters = "a: int?, b: int?, o: Owner, mo: Owner?, s: Circle | Square | Dot, xs: list[int?]"
    return analyse(f"{PRELUDE}pipeline p({parameters}) -> json {{\n{body}\n}}\n").slugs


@pytest.mark.parametrize(
    "body",
    [
        "if a != null { return a + 1 }\nreturn 0",
        "if a == null { return 0 }\nreturn a + 1",
        "if null == a { return 0 } else { return a + 1 }",
        "if not (a == null) { return a + 1 }\nreturn 0",
        "if a == null or b == null { return 0 }\nreturn a + b",
        "if a != null and b != null { return a + b }\nreturn 0",
        "return a != null and a > 1",
        "return a == null or a > 1",
        "return a == null ? 0 : a + 1",
        "if a == 3 { return a + 1 }\nreturn 0",
        'if a == null { raise execution("none") }\nreturn a + 1',
        "if a == null { return 0 } else if b == null { return 1 }\nreturn a + b",
        'if a == null { return 0 } else { do log.info(message: "x") }\nreturn a + 1',
        'if a != null { do log.info(message: "x") } else { return 0 }\nreturn a + 1',
        "if mo == null { return 0 }\nif mo.shape == null { return 1 }\nreturn mo.shape.kind",
        "if o.shape != null { return o.shape.kind }\nreturn 0",
        "return xs | filter(x => x != null and x > 1)",
        "return xs | map(x => x == null ? 0 : x + 1)",
        'foreach x in xs { if x == null { continue }\ndo log.info(message: "{{x+1}}") }\nreturn 0',
        "stage y = foreach x in xs { if x == null { continue }\nyield x + 1 }\nreturn y",
        'if s.kind == "circle" { return s.radius }\nreturn 0',
        'if s.kind != "circle" { return 0 }\nreturn s.radius',
        (
            'if s.kind == "circle" { return s.radius } else if s.kind == "square" { return s.side }'
            "\n"
            "return s.kind"
        ),
        'return s.kind == "circle" ? s.radius : s.kind == "square" ? s.side : 0.0',
        (
            'stage v = switch s.kind { case "circle" { yield s.radius }'
            ' case "square" { yield s.side }'
            ' case "dot" { yield 0.0 } }\nreturn v'
        ),
        (
            'stage v = switch s.kind { case "circle" { yield 1.0 } case "dot" { yield 0.0 }'
            " else { yield s.side } }\nreturn v"
        ),
        'if o.shape != null and o.shape.kind == "dot" { return 1 }\nreturn 0',
        "var n: int? = a\nif n == null { set n = 1 } else { set n = n + 1 }\nreturn n ?? 0",
        "let c = a\nif c == null { return 0 }\nreturn c + 1",
        "stage v = wait 1s when a != null and a > 3\nreturn v",
    ],
)
def test_a_test_narrows(body: str) -> None:
    assert slugs_of(body) == []


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ('if a != null { do log.info(message: "x") }\nreturn a + 1', "unsafe-null"),
        ("if a != null or b != null { return a + 1 }\nreturn 0", "unsafe-null"),
        ("if a == null and b == null { return 0 }\nreturn a + 1", "unsafe-null"),
        ('if a == null { do log.info(message: "x") }\nreturn a + 1', "unsafe-null"),
        ("return a == null and a > 1", "unsafe-null"),
        ("var n: int? = a\nif n == null { return 0 }\nset n = null\nreturn n + 1", "unsafe-null"),
        (
            (
                "var n: int? = a\nif n == null { return 0 }\n"
                'foreach x in xs { do log.info(message: "{{n + 1}}")\nset n = x }\nreturn 0'
            ),
            "unsafe-null",
        ),
        (
            "var n: int? = a\nif n == null { return 0 }\nif b == 1 { set n = null }\nreturn n + 1",
            "unsafe-null",
        ),
        (
            (
                "var n: int? = a\nforeach x in xs { if n == null { return 0 }\n"
                'set n = x\ndo log.info(message: "{{n + 1}}") }\nreturn 0'
            ),
            "unsafe-null",
        ),
        ('if s.kind == "circle" { return s.side }\nreturn 0', "unknown-member"),
        ('if s.kind == "circle" { return 0 }\nreturn s.side', "unknown-member"),
        ("if mo?.shape != null { return mo.name }\nreturn 0", "unsafe-null"),
        ("stage v = wait 1s when a != null\nreturn a + 1", "unsafe-null"),
    ],
)
def test_what_is_not_shown_is_not_believed(body: str, slug: str) -> None:
    found = [name for name in slugs_of(body) if name != "unused-name"]
    assert found == [slug]
