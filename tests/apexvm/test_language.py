"""Control flow, classes, names and exceptions are those of Apex."""

import pytest
from tests.apexvm import ApexSyntaxError, CompileError, Project, UnknownName, UnknownType
from tests.apexvm.snippets import run, thrown


def test_names_are_found_in_any_case() -> None:
    assert run("Integer Total = 1; TOTAL += 2; return total;") == 3


def test_a_variable_that_hides_a_constant_by_case_is_refused() -> None:
    body = "return half(3);"
    half = "static Integer half(Integer share) { return share / %s; }"
    fields = "static final Integer SHARE = 2; static final Integer TWO = 2;"
    assert run(body, fields + half % "TWO") == 1
    with pytest.raises(CompileError, match="share hides SHARE"):
        run(body, fields + half % "SHARE")


def test_loops_leave_and_go_on() -> None:
    body = """
        List<String> log = new List<String>();
        for (Integer i = 0; i < 5; i++) {
            if (i == 1) { continue; }
            if (i == 4) { break; }
            try {
                if (i == 2) { throw new Problem('two'); }
                log.add('t' + i);
            } catch (Problem e) {
                log.add(e.getMessage());
            } finally {
                log.add('f' + i);
            }
        }
        do { log.add('once'); } while (log.isEmpty());
        while (true) { break; }
        for (String key : new Map<String, Integer>{ 'k' => 1 }.keySet()) { log.add(key); }
        return String.join(log, ',');
    """
    found = run(body, "class Problem extends Exception {}")
    assert found == "t0,f0,two,f2,t3,f3,once,k"


@pytest.mark.parametrize(
    ("given", "expected"), [("'b'", "text"), ("'B'", "else"), ("null", "nothing")]
)
def test_switch_on_text_minds_case(given: str, expected: str) -> None:
    body = f"""
        String given = {given};
        switch on given {{
            when 'a', 'b' {{ return 'text'; }}
            when null {{ return 'nothing'; }}
            when else {{ return 'else'; }}
        }}
    """
    assert run(body) == expected


def test_switch_on_enum_and_type() -> None:
    members = "enum Kind { FIRST, SECOND }"
    assert (
        run(
            "switch on Kind.SECOND { when FIRST { return 1; } when SECOND { return 2; } }"
            " return 0;",
            members,
        )
        == 2
    )
    assert run("return Kind.valueOf('first').ordinal() + Kind.values().size();", members) == 2


SHAPES = """
    public abstract class Shape {
        protected String label = 'shape';
        public Integer sides { get; private set; }
        protected Shape(Integer sides) { this.sides = sides; }
        public abstract Decimal area();
        public virtual String describe() { return LABEL + ':' + area() + ':' + sides; }
    }
    public class Square extends Shape implements Comparable {
        private final Integer side;
        public Square(Integer side) { super(4); this.side = side; label = 'square'; }
        public override Decimal area() { return side * side; }
        public override String describe() { return '<' + super.describe() + '>'; }
        public Integer compareTo(Object other) { return side - ((Square) other).side; }
        public override Boolean equals(Object other) { return ((Square) other).side == side; }
        public override Integer hashCode() { return side; }
    }
"""


def test_classes_inherit_and_override() -> None:
    assert run("Shape s = new Square(3); return s.describe();", SHAPES) == "<square:9:4>"
    assert run("Object s = new Square(3); return s instanceof Shape;", SHAPES) is True
    assert run("return new Set<Square>{ new Square(1), new Square(1) }.size();", SHAPES) == 1
    sort = "List<Square> all = new List<Square>{ new Square(3), new Square(1) }; all.sort();"
    assert run(sort + "return all[0].area();", SHAPES) == 1


def test_properties_run_their_accessors() -> None:
    members = """
        static Integer reads = 0;
        static String name {
            get { reads++; if (name == null) { name = 'made'; } return name; }
            set;
        }
        class Box {
            public Integer doubled { get { return doubled * 2; } set { doubled = value + 1; } }
        }
    """
    assert run("return Snippet.name + name + reads;", members) == "mademade2"
    assert run("Box b = new Box(); b.doubled = 3; return b.doubled;", members) == 8


def test_overloads_are_chosen_by_type() -> None:
    members = """
        static String of(Object o) { return 'object'; }
        static String of(String s) { return 'string'; }
        static String of(Long l) { return 'long'; }
        static String of(Decimal d) { return 'decimal'; }
        static String of(List<String> l) { return 'list'; }
    """
    assert run(
        "return of('x') + of(1) + of(1.5) + of(new List<String>()) + of(true);", members
    ) == ("stringlongdecimallistobject")
    assert run("Object o = 'x'; return of(o);", members) == "object"
    assert run("String s; return of(s);", members) == "string"


def test_exceptions_carry_cause_type_line_and_trace() -> None:
    body = """
        try {
            fails();
        } catch (Exception e) {
            return e.getTypeName() + '|' + e.getMessage() + '|' + e.getCause().getMessage() + '|'
                + e.getLineNumber() + '|' + e.getStackTraceString();
        }
        return null;
    """
    members = """public class Own extends Exception {}
    static void fails() {
        Integer zero = 0;
        try { zero = 1 / zero; } catch (MathException m) { throw new Own('own', m); }
    }"""
    kind, message, cause, line, trace = run(body, members).split("|")
    assert (kind, message, cause) == ("Snippet.Own", "own", "Divide by 0")
    assert line == "5"
    assert trace == ("Class.Snippet.fails: line 5, column 1\nClass.Snippet.run: line 10, column 1")


def test_an_exception_of_no_message_has_one() -> None:
    assert thrown("if (true) { throw new Own(); }", "class Own extends Exception {}") == (
        "Snippet.Own: Script-thrown exception"
    )


def test_a_broken_limit_is_never_caught_and_runs_no_finally() -> None:
    body = """
        try { endless(0); } catch (Exception e) { trail = 'caught'; } finally { trail = 'finally'; }
    """
    members = "static String trail; static Integer endless(Integer n) { return endless(n + 1); }"
    assert thrown(body, members) == "System.LimitException: Maximum stack depth reached: 1001"


def test_fields_are_initialized_before_the_constructor_runs() -> None:
    members = """
        class One {
            List<Integer> all = new List<Integer>{ 1 };
            { all.add(2); }
            One() { all.add(3); }
            One(Integer more) { this(); all.add(more); }
        }
        static List<Integer> made = new List<Integer>();
        static { made.add(7); }
    """
    assert run("return new One(4).all;", members) == [1, 2, 3, 4]
    assert run("return made;", members) == [7]


def test_mistakes_of_the_text_are_told() -> None:
    with pytest.raises(ApexSyntaxError, match=r"Bad\.cls:2: Missing ';'"):
        Project.of({"Bad.cls": "public class Bad {\nInteger a = 1 }"})
    with pytest.raises(UnknownType, match="Bad extends Nowhere"):
        Project.of({"Bad.cls": "public class Bad extends Nowhere {}"})
    with pytest.raises(UnknownName, match="nowhere in Snippet"):
        run("return nowhere + 1;")


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ("Integer a = 1; if (a > 0) { Integer A = 2; }", "a second variable A in Snippet"),
        ("if (true) { return 1; Integer a = 2; }", "an unreachable statement on line 4 of Snippet"),
        ("while (true) { break; Integer a = 2; }", "an unreachable statement on line 4 of Snippet"),
        ("try { Integer a = 1; }", "try without catch and finally in Snippet"),
        ("Integer a = 1L;", "a value of Long where Integer is declared"),
        ("String a = 1;", "a value of int where String is declared"),
        ("List<String> a = (Object) 'x';", "a value of str where List<String> is declared"),
        ("other = new Snippet();", "a value of Instance where Snippet.Other is declared"),
    ],
)
def test_what_an_org_would_not_compile_is_refused(statements: str, message: str) -> None:
    with pytest.raises(CompileError, match=message):
        run(f"{statements}\nreturn null;", "class Other {} static Other other;")


def test_a_path_without_return_is_refused() -> None:
    with pytest.raises(CompileError, match=r"a path without return in Class\.Snippet\.run"):
        run("while (true) { if (false) { return 1; } }")
    assert run("if (true) { return 1; } else { throw new MathException(); }") == 1
    assert run("try { return 1; } finally { Integer a = 1; }") == 1


def test_no_handler_takes_a_failed_assertion() -> None:
    body = """
        try {
            Assert.fail('so');
        } catch (Exception problem) {
            return 1;
        }
    """
    assert thrown(body) == "System.AssertException: Assertion Failed: so"
