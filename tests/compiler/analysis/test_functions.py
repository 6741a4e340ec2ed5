"""Typing of calls of standard functions, with facts of types that stand for the checker's."""

from collections.abc import Mapping, Sequence

import pytest
from tests.checking import check_files
from tests.runtime.vectors import RECORD, LambdaText, Vector, vectors

from pipesmith import types as t
from pipesmith.analysis.functions import FUNCTIONS, Argument, Function, Match, Mismatch, match
from pipesmith.analysis.functions.date_patterns import check_format, check_parse
from pipesmith.analysis.functions.regex import check_pattern
from pipesmith.diagnostics.render import render_text

PERCENT = t.NominalType("alias", "Percent", "m")
INTS, TEXTS = t.ListType(t.INT), t.ListType(t.STRING)
PAIRS = t.ListType(t.TupleType((t.STRING, t.INT)))


class Facts:
    """The rules of assignment, as far as these tests need them."""

    def expand(self, type_: t.Type) -> t.Type:
        return t.FLOAT if type_ == PERCENT else type_

    def fields(self, type_: t.Type) -> Mapping[str, t.Type] | None:
        return {"name": t.STRING, "age": t.OptionalType(t.INT)} if type_ == RECORD else None

    def join(self, left: t.Type, right: t.Type) -> t.Type | None:
        match left, right:
            case (t.Scalar(name="null"), other) | (other, t.Scalar(name="null")):
                return t.optional(other)
            case t.LiteralType() | t.Scalar(name="string"), t.LiteralType():
                return t.STRING
            case _:
                return None

    def assignable(self, given: t.Type, wanted: t.Type) -> bool:
        match given, wanted:
            case t.OptionalType(item=a), t.OptionalType(item=b):
                return self.assignable(a, b)
            case t.Scalar(name="int"), t.Scalar(name="float" | "decimal"):
                return True
            case _:
                return wanted == t.JSON or self.fits(given, wanted)

    def fits(self, given: t.Type, wanted: t.Type) -> bool:
        if given in (wanted, t.ANY, t.NEVER) or wanted == t.ANY:
            return True
        match given, wanted:
            case t.NominalType(of="alias"), _:
                return self.fits(self.expand(given), wanted)
            case (t.ListType(item=a), t.ListType(item=b)) | (t.SetType(item=a), t.SetType(item=b)):
                return self.fits(a, b)
            case t.MapType(value=a), t.MapType(value=b):
                return self.fits(a, b)
            case t.TupleType(items=a), t.TupleType(items=b):
                return len(a) == len(b) and all(map(self.fits, a, b))
            case t.OptionalType(item=a), t.OptionalType(item=b):
                return self.fits(a, b)
            case t.Scalar(name="null"), t.OptionalType():
                return True
            case _, t.OptionalType(item=b):
                return self.assignable(given, b)
            case t.LiteralType() | t.DecimalType(), t.Scalar(name="string" | "decimal"):
                return isinstance(given, t.LiteralType) == (wanted == t.STRING)
            case t.LiteralType(), t.UnionType(members=members):
                return given in members
            case _:
                return False


def typed(
    name: str, *given: t.Type | int | Argument, results: Sequence[t.Type] = ()
) -> Match | Mismatch:
    """Type a call; an int is a lambda of so many parameters, whose body has the next result."""
    arguments = [_argument(each) for each in given]
    outcome = match(FUNCTIONS[name], arguments, Facts())
    queue = list(results)
    while isinstance(outcome, Match) and (ask := outcome.ask()) is not None:
        outcome = outcome.tell(ask, queue.pop(0))
    assert not queue
    return outcome


def _argument(given: t.Type | int | Argument) -> Argument:
    if isinstance(given, Argument):
        return given
    return Argument(lambda_parameters=given) if isinstance(given, int) else Argument(given)


def result(name: str, *given: t.Type | int | Argument, results: Sequence[t.Type] = ()) -> str:
    outcome = typed(name, *given, results=results)
    assert isinstance(outcome, Match), outcome
    return str(outcome.result)


def mismatch(
    name: str, *given: t.Type | int | Argument, results: Sequence[t.Type] = ()
) -> Mismatch:
    outcome = typed(name, *given, results=results)
    assert isinstance(outcome, Mismatch), outcome.result
    return outcome


def _vector_argument(value: object, type_: t.Type) -> Argument:
    if isinstance(value, LambdaText):
        return Argument(lambda_parameters=len(value.parameters))
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return Argument(type_, constant=tuple(value))
    if isinstance(value, str):
        literal = type_ if type_ != t.STRING else t.LiteralType(value)
        return Argument(literal, constant=value)
    return Argument(type_)


@pytest.mark.parametrize(
    "vector", [v for v in vectors() if not v.fails and v.function != "with"], ids=str
)
def test_vectors_have_types(vector: Vector) -> None:
    arguments = map(_vector_argument, vector.arguments, vector.types)
    outcome = match(FUNCTIONS[vector.function], tuple(arguments), Facts())
    assert isinstance(outcome, Match), outcome


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (("length", INTS), "int"),
        (("min", t.INT, t.FLOAT), "float"),
        (("min", t.INT, t.INT, t.FLOAT), "float"),
        (("max", t.ListType(t.DATE)), "date"),
        (("max", t.ListType(PERCENT)), "Percent"),
        (("clamp", PERCENT, t.INT, t.INT), "float"),
        (("clamp", PERCENT, PERCENT, PERCENT), "Percent"),
        (("round", t.DECIMAL), "int"),
        (("round", t.DECIMAL, t.INT), "decimal"),
        (("abs", PERCENT), "float"),
        (("sum", t.ListType(t.DecimalType(12, 2))), "decimal"),
        (("sum", t.ListType(t.DURATION)), "duration"),
        (("avg", INTS), "float"),
        (("pow", t.INT, t.INT), "int"),
        (("pow", t.INT, t.FLOAT), "float"),
        (("pow", t.DECIMAL, t.INT), "decimal"),
        (("sqrt", t.INT), "float"),
        (("first", t.ListType(t.OptionalType(t.INT))), "int?"),
        (("get", t.MapType(t.INT), t.STRING), "int?"),
        (("get", t.JSON, t.INT), "json"),
        (("compact", t.ListType(t.OptionalType(t.INT))), "list[int]"),
        (("compact", t.ListType(t.JSON)), "list[json]"),
        (("entries", t.MapType(t.INT)), "list[tuple[string, int]]"),
        (("zip", INTS, TEXTS), "list[tuple[int, string]]"),
        (("concat", t.ListType(t.NEVER), INTS), "list[int]"),
        (("merge", t.MapType(t.NEVER), t.MapType(t.INT)), "map[string, int]"),
        (("merge", RECORD, t.MapType(t.INT)), "map[string, json]"),
        (("default", t.OptionalType(t.INT), t.FLOAT), "float"),
        (("default", t.OptionalType(t.INT), t.OptionalType(t.INT)), "int?"),
        (("default", t.NULL, t.INT), "int"),
        (("coalesce", t.OptionalType(t.INT), t.INT), "int"),
        (("coalesce", t.OptionalType(t.INT), t.OptionalType(t.INT)), "int?"),
        (("coalesce", t.NULL, t.INT), "int"),
        (("length", t.ANY), "int"),
        (("date_add", t.DATE, t.INT, Argument(t.STRING, constant="day")), "date"),
        (("min", t.ANY), "?"),
        (("to_string", t.SECRET), "secret string"),
        (("upper", t.SECRET), "secret string"),
        (("join", t.ListType(t.SECRET), t.STRING), "secret string"),
        (("first", t.ListType(t.SECRET)), "secret string?"),
        (("to_json", t.MapType(t.SECRET)), "secret string"),
    ],
    ids=str,
)
def test_result(call: tuple[str, *tuple[t.Type | Argument, ...]], wanted: str) -> None:
    assert result(*call) == wanted


@pytest.mark.parametrize(
    ("call", "results", "wanted"),
    [
        (("map", INTS, 1), [t.STRING], "list[string]"),
        (("map", PAIRS, 2), [t.BOOL], "list[bool]"),
        (("filter", INTS, 1), [t.BOOL], "list[int]"),
        (("flat_map", INTS, 1), [TEXTS], "list[string]"),
        (("reduce", INTS, t.INT, 2), [t.INT], "int"),
        (("reduce", INTS, t.INT, 2), [t.FLOAT, t.FLOAT], "float"),
        (("reduce", INTS, t.ListType(t.NEVER), 2), [INTS, INTS], "list[int]"),
        (("sort_by", TEXTS, 1), [t.INT], "list[string]"),
        (("group_by", INTS, 1), [t.BOOL], "map[string, list[int]]"),
        (("partition", INTS, 1), [t.BOOL], "tuple[list[int], list[int]]"),
        (("map_values", t.MapType(t.INT), 1), [t.STRING], "map[string, string]"),
        (("count", INTS, 1), [t.BOOL], "int"),
        (("find", INTS, 1), [t.BOOL], "int?"),
        (("map", TEXTS, 1), [t.SECRET], "list[secret string]"),
        (("map", t.ANY, 1), [t.INT], "list[int]"),
        (("map", t.ANY, 2), [t.INT], "list[int]"),
    ],
    ids=str,
)
def test_lambda(
    call: tuple[str, *tuple[t.Type | int, ...]], results: list[t.Type], wanted: str
) -> None:
    assert result(*call, results=results) == wanted


def test_lambda_parameters_come_from_earlier_arguments() -> None:
    outcome = match(
        FUNCTIONS["reduce"], (Argument(TEXTS), Argument(t.INT), Argument(None, 2)), Facts()
    )
    assert isinstance(outcome, Match)
    ask = outcome.ask()
    assert ask is not None
    assert (ask.argument, ask.parameters, ask.destructure) == (2, (t.INT, t.STRING), False)


def test_lambda_takes_a_pair_apart() -> None:
    outcome = match(FUNCTIONS["map"], (Argument(PAIRS), Argument(None, 2)), Facts())
    assert isinstance(outcome, Match)
    ask = outcome.ask()
    assert ask is not None
    assert (ask.parameters, ask.destructure) == ((t.STRING, t.INT), True)


def test_parameters_say_the_conversions() -> None:
    outcome = typed("min", t.INT, t.FLOAT)
    assert isinstance(outcome, Match)
    assert outcome.parameters == ((0, t.FLOAT), (1, t.FLOAT))


def test_parameters_follow_the_signature() -> None:
    outcome = typed(
        "truncate", t.STRING, Argument(t.STRING, name="end"), Argument(t.INT, name="length")
    )
    assert isinstance(outcome, Match)
    assert [at for at, _ in outcome.parameters] == [0, 2, 1]


def test_left_out_parameters_have_no_argument() -> None:
    outcome = typed("join", TEXTS)
    assert isinstance(outcome, Match)
    assert [at for at, _ in outcome.parameters] == [0, None]


def test_lambda_converts_to_its_result() -> None:
    outcome = typed("reduce", INTS, t.FLOAT, 2, results=[t.INT])
    assert isinstance(outcome, Match)
    assert outcome.parameters[2] == (2, t.FunctionType((t.FLOAT, t.INT), t.FLOAT))


@pytest.mark.parametrize(
    ("call", "results", "reason", "argument"),
    [
        (("upper",), [], "count", None),
        (("upper", t.STRING, t.STRING), [], "count", 1),
        (("upper", Argument(t.STRING, name="words")), [], "name", 0),
        (("upper", t.STRING, Argument(t.STRING, name="text")), [], "name", 1),
        (("upper", t.INT), [], "type", 0),
        (("upper", t.OptionalType(t.STRING)), [], "null", 0),
        (("length", t.OptionalType(INTS)), [], "null", 0),
        (("length", t.INT), [], "type", 0),
        (("upper", 1), [], "type", 0),
        (("map", INTS, t.INT), [], "type", 1),
        (("map", INTS, 2), [], "lambda", 1),
        (("map", PAIRS, 3), [], "lambda", 1),
        (("filter", INTS, 1), [t.INT], "lambda", 1),
        (("sort_by", INTS, 1), [t.BOOL], "lambda", 1),
        (("group_by", INTS, 1), [t.OptionalType(t.INT)], "lambda", 1),
        (("reduce", INTS, t.STRING, 2), [t.INT], "lambda", 2),
        (("sort", t.ListType(t.BOOL)), [], "type", 0),
        (("sum", TEXTS), [], "type", 0),
        (("contains", INTS, t.FLOAT), [], "type", 0),
        (("contains", INTS, t.STRING), [], "type", 1),
        (("min", t.INT, t.STRING), [], "type", 1),
        (("pow", t.DECIMAL, t.FLOAT), [], "type", 1),
        (("to_string", t.OptionalType(t.INT)), [], "null", 0),
        (("join", t.ListType(t.OptionalType(t.INT))), [], "type", 0),
        (("length", t.SECRET), [], "secret", None),
        (("split", t.SECRET, t.STRING), [], "secret", None),
        (("group_by", INTS, 1), [t.SECRET], "secret", None),
        (("jmespath", t.JSON, Argument(t.STRING, constant="a[")), [], "jmespath", 1),
        (("date_add", t.DATE, t.INT, t.LiteralType("hour")), [], "type", 2),
        (("date_add", t.DATE, t.INT, t.STRING), [], "type", 2),
        (("date_add", t.DATE, t.INT, Argument(t.STRING, constant="days")), [], "type", 2),
        (("matches", t.STRING, t.STRING), [], "literal", 1),
        (("matches", t.STRING, Argument(t.STRING, constant="(?=a)")), [], "literal", 1),
        (("split", t.STRING, Argument(t.STRING, constant="")), [], "literal", 1),
        (("pluck", t.ListType(RECORD), Argument(t.STRING, constant="nmae")), [], "field", 1),
        (("pluck", t.ListType(RECORD), t.STRING), [], "literal", 1),
        (("pluck", INTS, Argument(t.STRING, constant="a")), [], "type", 0),
        (("pick", RECORD, Argument(TEXTS, constant=("name", "x"))), [], "field", 1),
        (("with", RECORD), [], "count", None),
        (("with", RECORD, t.INT), [], "name", 1),
        (("with", RECORD, Argument(t.INT, name="size")), [], "field", 1),
        (("with", RECORD, Argument(t.INT, name="name")), [], "type", 1),
        (("with", INTS, Argument(t.INT, name="name")), [], "type", 0),
    ],
    ids=str,
)
def test_mismatch(
    call: tuple[str, *tuple[t.Type | int | Argument, ...]],
    results: list[t.Type],
    reason: str,
    argument: int | None,
) -> None:
    found = mismatch(*call, results=results)
    assert (found.reason, found.argument) == (reason, argument), found


def test_message_names_all_signatures() -> None:
    found = mismatch("length", t.INT)
    assert found.message == "`length` does not take an `int` here"
    assert "`length(text: string) -> int`" in found.notes


def test_message_names_the_variable() -> None:
    found = mismatch("sort", t.ListType(t.BOOL))
    assert found.message == (
        "`list` of `sort` must be `list[O]`, where `O` is a number, a text, a date, a datetime"
        " or a duration; this is `list[bool]`"
    )


def test_pluck_gives_the_type_of_the_field() -> None:
    name = Argument(t.STRING, constant="age")
    assert result("pluck", t.ListType(RECORD), name) == "list[int?]"
    assert result("pluck", t.ListType(t.MapType(t.BOOL)), name) == "list[bool]"


def test_with_converts_each_field() -> None:
    outcome = typed("with", RECORD, Argument(t.NULL, name="age"), Argument(t.STRING, name="name"))
    assert isinstance(outcome, Match)
    assert outcome.result == RECORD
    assert outcome.parameters == ((0, RECORD), (1, t.OptionalType(t.INT)), (2, t.STRING))


@pytest.mark.parametrize(
    "pattern",
    [
        "", "abc", "a|b", "(a)(?:b)", "(?i)a", "(?ims)^a$", "[a-z0-9_-]+", "[^\\d\\s]", "\\d{1,3}?",
        "a{2}", "a{2,}", "\\x41", "\\.\\[\\{", "[\\]\\\\]", "\\bword\\b", "[-a]", "[a-]", "}", "]",
        "^(?:a|b)*$", "\U0001f600+",
    ],
)  # fmt: skip
def test_pattern_of_the_common_subset(pattern: str) -> None:
    assert check_pattern(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "at"),
    [
        ("a(?=b)", 1), ("a(?!b)", 1), ("(?<=a)b", 0), ("(?<!a)b", 0), ("(?>a)", 0), ("(a)\\1", 3),
        ("(?P<n>a)", 0), ("(?<n>a)", 0), ("(?P=n)", 0), ("(?#x)", 0), ("a(?i)b", 1), ("(?x)a", 0),
        ("*a", 0), ("a**", 2), ("a++", 2), ("a{", 1), ("a{,3}", 1), ("a{1001}", 1), ("a{3,2}", 1),
        ("^*", 1), ("(", 1), (")", 0), ("[a", 0), ("[]a]", 1), ("[[a]]", 1), ("[a&&b]", 2),
        ("[z-a]", 1), ("[a-\\d]", 1), ("\\p{L}", 0), ("\\Z", 0), ("\\", 0), ("\\q", 0), ("\\x4", 0),
        ("[", 0), ("[\\", 1), ("\\\u00e9", 0), ("(?", 0),
    ],
)  # fmt: skip
def test_pattern_outside_the_common_subset(pattern: str, at: int) -> None:
    found = check_pattern(pattern)
    assert found is not None
    assert found.at == at, found


def test_date_patterns() -> None:
    assert check_format("yyyy-MM-dd'T'HH:mm:ss.SSSXXX 'o''clock' ''") is None
    assert check_parse("dd.MM.yyyy") is None
    assert check_format("YYYY") is not None
    assert check_format("yyyy 'x") is not None
    assert check_parse("dd.MM") is not None
    assert check_parse("yyyy-MM-dd HH") is not None


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_documentation(function: Function) -> None:
    assert function.doc.endswith(".") and function.doc[0].isupper()
    assert function.name in function.example
    assert function.signatures


@pytest.mark.parametrize("name", [each.name for each in FUNCTIONS.values() if each.supported])
def test_examples_are_sound(name: str) -> None:
    text = (
        "record Customer { name: string }\n"
        "pipeline example(customer: Customer) -> json {\n"
        f"  let shown = {FUNCTIONS[name].example}\n"
        "  return shown\n"
        "}\n"
    )
    assert render_text(check_files({"main.pipe": text}).findings) == ""
