"""Blocks, what they give, and the ways out of them."""

import pytest
from tests.compiler.analysis.analysed import analyse, types_in

PRELUDE = """
error out_of_stock is execution
enum Level { low, high }
record Cat { kind: "cat" }
record Dog { kind: "dog" }
operator load(id: int) -> string { python "a:load" }
operator go() { python "a:go" } raises out_of_stock
"""


def program(body: str, result: str = " -> json") -> str:
    parameters = "xs: list[int], m: map[string, int], lv: Level, b: bool, n: int"
    return f"{PRELUDE}pipeline p({parameters}){result} {{\n{body}\n}}\n"


@pytest.mark.parametrize(
    ("body", "type_"),
    [
        ("load(id: 1)", "string"),
        ("load(id: 1) fallback null", "string?"),
        ('load(id: 1) fallback "x"', "string"),
        ("load(id: 1) fallback error.message", "string"),
        ("load(id: 1) when b", "string?"),
        ('load(id: 1) when b else "x"', "string"),
        ("if b { yield 1 } else { yield 2.5 }", "float"),
        ("if b { yield 1 }", "int?"),
        ("if b { yield 1 } else { return null }", "int"),
        ('if b { yield 1 } else { raise out_of_stock("x") }', "int"),
        ("if b { do go() }", "null"),
        ("switch lv { case Level.low { yield 1 } case Level.high { yield 2 } }", "int"),
        ("switch n { case 1 { yield 1 } }", "int?"),
        ("switch b { case true { yield 1 } case false { yield 2 } }", "int"),
        ("switch lv { case Level.low { yield 1 } else { yield null } }", "int?"),
        ("foreach x in xs { yield x * 2.5 }", "list[float]"),
        ("foreach x, i in xs { yield i }", "list[int]"),
        ('foreach pair in m { yield "{{pair[0]}}{{pair[1]}}" }', "list[string]"),
        ("foreach x in xs collect errors { yield x }", "list[Outcome[int]]"),
        ("foreach x in xs parallel 4 { yield x > 1 ? x : null }", "list[int?]"),
        ("while b max 3 { yield 1 }", "list[int]"),
        ("repeat 3 { yield true }", "list[bool]"),
        ("try { yield 1 } catch timeout { yield null }", "int?"),
        ("try { yield 1 } catch * as e { yield e.attempt } finally { do go() }", "int"),
        (
            "parallel { branch left { yield 1 } branch right { do go() } }",
            "{ left: int, right: null }",
        ),
        ("parallel any { branch left { yield 1 } branch right { yield 2.5 } }", "float"),
        ("parallel 1 of { branch left { yield 1 } branch right { yield 2.5 } }", "list[float]"),
        ("wait 5s", "null"),
        ('signal "approval" as bool timeout 2d', "bool"),
        ('http.request(method: "GET", url: "https://x.test")', "HttpResponse"),
    ],
)
def test_a_body_gives_a_value(body: str, type_: str) -> None:
    assert types_in(program(f"stage value = {body}\nreturn null"))["value"] == type_


@pytest.mark.parametrize(
    "body",
    [
        "stage pet: Cat | Dog = if b { yield Cat() } else { yield Dog() }\nreturn pet",
        "stage pets: list[Cat | Dog] = foreach x in xs { yield b ? Cat() : Dog() }\nreturn pets",
        "stage n2: float = if b { yield 1 } else { yield 2 }\nreturn n2",
        "stage empty: list[list[string]] = foreach x in xs { yield [] }\nreturn empty",
        "stage a = load(id: length(c))\nstage c = load(id: 1)\nreturn a",
        "foreach x in xs parallel 2 { if x == 1 { continue }\ndo go() }\nreturn 1",
        "try { do go() } catch out_of_stock { raise }\nreturn 1",
        "try { do go() } catch * as err { raise out_of_stock(err.message, detail: 1) }\nreturn 1",
        (
            "stage same = if b { yield 1 } else { yield 2 }\n"
            "if same > 1 { stage inner = load(id: 1)\ndo log.info(message: inner) }\n"
            "if same > 2 { stage inner = load(id: 2)\ndo log.info(message: inner) }\nreturn 1"
        ),
        "let count = count(xs)\nlet first = first(xs)\nreturn { c: count, f: first }",
        "let names = xs | map(n => n + 1)\nreturn names",
        "foreach x in xs { while b max 3 { break }\ncontinue }\nreturn 1",
    ],
)
def test_a_sound_body_is_clean(body: str) -> None:
    assert analyse(program(body)).slugs == []


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ("yield 1", "misplaced-yield"),
        ("stage v = if b { yield 1 } else { do go() }\nreturn v", "missing-yield"),
        ("stage v = try { do go() } catch * { yield 1 }\nreturn v", "missing-yield"),
        ("if b { yield 1 }\nreturn 1", "misplaced-yield"),
        ("stage v = foreach x in xs { do load(id: x) }\nreturn v", "no-value"),
        ("break\nreturn 1", "misplaced-jump"),
        ("foreach x in xs parallel 2 { break }\nreturn 1", "misplaced-jump"),
        ("foreach x in xs parallel 2 { return x }\nreturn 1", "misplaced-jump"),
        ("parallel { branch l { return 1 } branch r { do go() } }\nreturn 1", "misplaced-jump"),
        (
            "foreach x in xs { parallel { branch l { continue } branch r { do go() } } }\nreturn 1",
            "misplaced-jump",
        ),
        ("try { do go() } finally { return 1 }\nreturn 1", "misplaced-jump"),
        ("raise", "misplaced-jump"),
        ("try { do go() } finally { raise }\nreturn 1", "misplaced-jump"),
        ("var v: int = 0\nforeach x in xs parallel 2 { set v = x }\nreturn v", "concurrent-set"),
        ("set n = 3\nreturn 1", "not-a-variable"),
        ("set nothing = 3\nreturn 1", "unknown-name"),
        ("let w = v\nvar v: int = 1\nreturn w + v", "read-too-early"),
        ("let n = 1\nreturn n", "shadowed-name"),
        ("foreach n in xs { do go() }\nreturn 1", "shadowed-name"),
        ("stage v = load(id: v2)\nlet v2 = length(v)\nreturn v", "stage-cycle"),
        (
            "stage v = load(id: 1) after w\nstage w = load(id: 2) after v\nreturn v + w",
            "stage-cycle",
        ),
        ("stage v = load(id: 1) after b\nreturn v", "unknown-stage"),
        ("switch lv { case Level.low { do go() } }\nreturn 1", "not-exhaustive"),
        ("switch n { case 1 { do go() } case 2, 1 { do go() } }\nreturn 1", "duplicate-case"),
        ('switch n { case "a" { do go() } }\nreturn 1', "type-mismatch"),
        ("foreach x in n { do go() }\nreturn 1", "type-mismatch"),
        ("while n max 3 { do go() }\nreturn 1", "type-mismatch"),
        ("while b max 0 { do go() }\nreturn 1", "bad-limit"),
        ("foreach x in xs parallel 0 { do go() }\nreturn 1", "bad-limit"),
        ("do go() retry 2 jitter 1.5\nreturn 1", "bad-limit"),
        ("do go() retry 2 backoff random(1s)\nreturn 1", "unknown-function"),
        ("do go() retry 2 backoff linear(1s)\nreturn 1", "missing-argument"),
        ("do go() timeout 5\nreturn 1", "type-mismatch"),
        ("do go() retry 2 on nothing\nreturn 1", "unknown-error"),
        ("do go() fallback nothing\nreturn 1", "unknown-name"),
        ("return error.message", "unknown-name"),
        ('raise nothing("x")', "unknown-error"),
        ("raise out_of_stock(3)", "type-mismatch"),
        ("return 1\ndo go()", "unreachable"),
        ("try { do go() } catch security { do go() }\nreturn 1", "idle-catch"),
        ("stage v: int = load(id: 1)\nreturn v", "type-mismatch"),
        ("stage v: string = load(id: 1) when b\nreturn v", "unsafe-null"),
        ("stage v = load(id: 1) fallback 1\nreturn v", "no-common-type"),
        ("let v = secret.K\nreturn v", "secret-leak"),
        ('stage v = if b { yield secret.K } else { yield "" }\nreturn v', "secret-leak"),
        ("do load(id: 1, secret.K)\nreturn 1", "positional-argument"),
    ],
)
def test_a_mistake_in_a_body_is_told_once(body: str, slug: str) -> None:
    assert analyse(program(body)).slugs == [slug]


@pytest.mark.parametrize(
    "body",
    [
        "if b { return 1 }",
        "foreach x in xs { return x }",
        "switch n { case 1 { return 1 } }",
        "try { return 1 } catch * { do go() }",
        "while b max 3 { return 1 }",
    ],
)
def test_a_result_that_cannot_be_null_is_returned_on_every_way(body: str) -> None:
    assert analyse(program(body, " -> int")).slugs == ["missing-return"]
    assert analyse(program(body, " -> int?")).slugs == []
    assert analyse(program(f"{body}\nreturn 2", " -> int")).slugs == []


def test_several_mistakes_are_told_together() -> None:
    body = 'let a = nothing\nlet c = 1 + "x"\nstage d = laod(id: 1)\nreturn { a: a, c: c, d: d }'
    assert analyse(program(body)).slugs == ["bad-operands", "unknown-component", "unknown-name"]


def test_a_mistake_is_not_followed_by_others() -> None:
    body = "let a = nothing\nlet c = a + 1\nlet d = c.x[0] | map(e => e.y)\nreturn d"
    assert analyse(program(body)).slugs == ["unknown-name"]


@pytest.mark.parametrize(
    ("component", "slug"),
    [
        ("operator f() -> int", "no-binding"),
        ('operator f() -> int { python "no colon" }', "bad-binding"),
        ('operator f() -> int { python "a:b" python "c:d" }', "bad-binding"),
        ('operator f() -> int { model "x" prompt "y" }', "bad-binding"),
        ('node f() -> int { http GET "https://x.test" }', "bad-binding"),
        ('node f() -> int { prompt "y" }', "bad-binding"),
        ('node f() -> int { model "x" prompt "y" temperature "hot" }', "type-mismatch"),
        ('node f() -> int { model "x" prompt "{{secret.K}}" }', "secret-leak"),
        ('operator f(x: string?) -> int { http GET "https://x.test/{{x}}" }', "unsafe-null"),
        ('operator f() -> int { http GETT "https://x.test" }', "bad-binding"),
        ('operator f() -> int { http GET "https://{{secret.K}}" }', "secret-leak"),
        (
            'operator f(x: list[int]) -> int { http GET "https://x.test" { query "x" = x } }',
            "type-mismatch",
        ),
        ('operator f() -> int { python "a:b" } when true', "misplaced-clause"),
        ('operator f() -> int { python "a:b" } fallback null', "type-mismatch"),
        ('operator f(x: int = "a") -> int { python "a:b" }', "type-mismatch"),
        ('operator f(x: datetime = context.now) -> int { python "a:b" }', "outside-run"),
        ('operator f(x: int where x > 0) -> int { python "a:b" }', "unknown-name"),
        ('operator f(x: int where it) -> int { python "a:b" }', "type-mismatch"),
        ("record R { a: int where b > 0 b: int }", "unknown-name"),
        ('record R { a: int check c > 0 else "x" }', "unknown-name"),
        ("type T = string where length(it)", "type-mismatch"),
        ("record R { a: int | string }", "bad-type"),
        ("record R { a: map[int, int] }", "bad-type"),
        ("record R { a: list }", "bad-type"),
        ("record R { a: decimal(40, 2) }", "bad-type"),
        ("function f(a: int) -> string = a", "type-mismatch"),
        ("function f(a: int) -> int = f(a)", "call-cycle"),
        ("record R { next: R }", "type-cycle"),
        ("type T = T?", "type-cycle"),
        ("error e is nothing", "unknown-error"),
        ("pipeline f() retry 2 { do go() }", "misplaced-clause"),
    ],
)
def test_a_mistake_in_a_declaration_is_told_once(component: str, slug: str) -> None:
    assert analyse(f"{PRELUDE}{component}\n").slugs == [slug]


@pytest.mark.parametrize(
    "declaration",
    [
        "record Tree { children: list[Tree] parent: Tree? by: map[string, Tree] }",
        'record R { a: int b: int where it > a check a < b else "no" }',
        "function last_of(xs: list[int]) -> int = last(xs) ?? 0",
        'operator f(a: int, b: int = a + 1) -> int { python "a:b" }',
        'operator f() -> int { python "a:b" apex "B" } cache 5m key 1 concurrency 4 priority 2',
        (
            'operator f() -> int { http GET "https://x.test" { header "a" = secret.K'
            ' query "k" = secret.K'
            ' query "n" = 1 auth bearer secret.K } }'
        ),
        (
            'node f(q: string) -> list[int] { model env.MODEL ?? "x"'
            ' prompt "{{q}}{{context.attempt}}"'
            ' temperature 1 top_p 0.5 max_tokens 100 seed 3 stop ["END"] repair 2 }'
        ),
        (
            "pipeline f() timeout 5m concurrency 4 { do go() } on error as err {\n"
            "  do log.error(message: err.message, data: err.detail)\n}"
        ),
    ],
)
def test_a_sound_declaration_is_clean(declaration: str) -> None:
    assert analyse(f"{PRELUDE}{declaration}\n").slugs == []
