"""Draws modules of every declaration, statement and clause the language has."""

from hypothesis import strategies as st

from pipesmith.syntax import nodes as n

from .expressions import EXPRESSIONS, WORDS, arguments, constants, names, types

DOCS = st.none() | st.lists(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8), min_size=1, max_size=2
).map("\n".join)
VALUE = st.deferred(lambda: EXPRESSIONS)
MAYBE = st.none() | VALUE
TYPE = types()
NAMES = st.lists(names(), min_size=1, max_size=3).map(tuple)
DOTTED = names(st.sampled_from(["fetch", "log.warn", "state.set", "a.b.if"]))
CALLS = st.builds(n.Call, DOTTED, arguments(VALUE))
PLAIN_CALLS = st.builds(n.Call, names(), arguments(VALUE))
TYPE_NAMES = names(st.sampled_from(["Alpha", "Beta2"]))


def fields(words: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[tuple[n.Field, ...]]:
    """Draw fields or parameters."""
    named = names(words) if words is not None else names()
    field = st.builds(n.Field, named, TYPE, MAYBE, MAYBE, doc=DOCS)
    return st.lists(field, max_size=3).map(tuple)


# ---------------------------------------------------------------- clauses


def clauses(without: str = "") -> st.SearchStrategy[tuple[n.Clause, ...]]:
    """Draw clauses, each kind once."""
    words = ["timeout", "deadline", "fallback", "idempotent", "concurrency", "priority"]
    plain = [st.builds(n.ValueClause, st.just(word), VALUE) for word in words if word != without]
    retry = st.builds(n.Retry, VALUE, st.none() | PLAIN_CALLS, MAYBE, st.none() | NAMES)
    when, after = st.builds(n.When, VALUE, MAYBE), st.builds(n.After, NAMES)
    every = [*plain, retry, when, after, st.builds(n.Cache, VALUE, MAYBE)]
    chosen = st.lists(st.sampled_from(range(len(every))), unique=True, max_size=3)
    return chosen.flatmap(lambda places: st.tuples(*(every[place] for place in places)))


# ---------------------------------------------------------------- statements


def controls(block: st.SearchStrategy[n.Block]) -> st.SearchStrategy[n.Body]:
    """Draw the body of a control statement."""
    maybe = st.none() | block
    arms = st.lists(st.tuples(VALUE, block), min_size=1, max_size=2).map(tuple)
    values = st.lists(VALUE, min_size=1, max_size=2).map(tuple)
    cases = st.lists(st.builds(n.Case, values, block), max_size=2).map(tuple)
    catch = st.builds(n.Catch, st.none() | NAMES, st.none() | names(), block)
    branches = st.lists(st.builds(n.Branch, names(), block, doc=DOCS), max_size=2).map(tuple)
    count = st.integers(0, 9).map(n.IntLiteral) | VALUE.map(n.Parenthesised)
    return st.one_of(
        st.builds(n.If, arms, maybe),
        st.builds(n.Switch, VALUE, cases, maybe),
        st.builds(n.Foreach, names(), st.none() | names(), VALUE, block, MAYBE, st.booleans()),
        st.builds(n.While, VALUE, VALUE, block),
        st.builds(n.Repeat, VALUE, block),
        st.builds(n.Try, block, st.lists(catch, max_size=2).map(tuple), maybe),
        st.builds(n.Parallel, branches, st.sampled_from(["all", "any"])),
        st.builds(n.Parallel, branches, st.just("count"), count),
        st.builds(n.Wait, VALUE, st.booleans()),
        st.builds(n.Signal, constants(), st.none() | TYPE, MAYBE),
    )


def statements(block: st.SearchStrategy[n.Block]) -> st.SearchStrategy[n.Statement]:
    """Draw a statement; the timeout of a signal is never among its clauses."""
    invoke = st.builds(n.Invoke, CALLS)
    body = controls(block)
    named, maybe_type = names(), st.none() | TYPE
    raising = st.builds(n.Raise, names(), MAYBE, MAYBE) | st.just(n.Raise())
    return st.one_of(
        st.builds(n.Stage, named, maybe_type, invoke | body, clauses("timeout"), doc=DOCS),
        st.builds(n.Stage, named, maybe_type, invoke, clauses(), doc=DOCS),
        st.builds(n.Do, invoke, clauses(), doc=DOCS),
        st.builds(n.Control, body, clauses("timeout"), doc=DOCS),
        st.builds(n.Let, named, maybe_type, VALUE, doc=DOCS),
        st.builds(n.Var, named, maybe_type, VALUE, doc=DOCS),
        st.builds(n.Set, named, VALUE),
        st.builds(n.Return, MAYBE),
        raising,
        st.just(n.Break()),
        st.just(n.Continue()),
    )


def _filled(block: st.SearchStrategy[n.Block]) -> st.SearchStrategy[n.Block]:
    rows = st.lists(statements(block), max_size=3).map(tuple)
    return st.builds(n.Block, rows, st.none() | st.builds(n.Yield, VALUE))


BLOCKS = st.recursive(st.just(n.Block(())), _filled, max_leaves=3)

# ---------------------------------------------------------------- components and pipelines


def _http() -> st.SearchStrategy[n.HttpBinding]:
    places = st.sampled_from(["header", "query"])
    pairs = st.lists(st.builds(n.HttpPair, places, constants(), VALUE), max_size=2).map(tuple)
    bearer = st.builds(n.Auth, st.just("bearer"), st.tuples(VALUE))
    basic = st.builds(n.Auth, st.just("basic"), st.tuples(VALUE, VALUE))
    method = names(st.sampled_from(["GET", "POST"]))
    return st.builds(n.HttpBinding, method, constants(), pairs, st.none() | bearer | basic, MAYBE)


def _bindings() -> st.SearchStrategy[tuple[n.Binding, ...]]:
    word = names(
        st.sampled_from(
            ["model", "prompt", "temperature", "top_p", "max_tokens", "seed", "stop", "repair"]
        )
    )
    settings = st.lists(st.builds(n.ModelSetting, word, VALUE), min_size=1, max_size=2).map(tuple)
    host = st.one_of(
        st.builds(n.PythonBinding, constants(), st.booleans()),
        st.builds(n.ApexBinding, constants()),
        _http(),
    )
    model = settings.map(lambda found: (n.ModelBinding(found),))
    return st.tuples(st.lists(host, max_size=2).map(tuple), model | st.just(())).map(
        lambda pair: (*pair[0], *pair[1])
    )


COMPONENTS = st.builds(
    n.Component,
    st.sampled_from(["operator", "node"]),
    names(),
    fields(WORDS),
    st.none() | TYPE,
    _bindings(),
    clauses(),
    st.none() | NAMES,
    doc=DOCS,
)
PIPELINES = st.builds(
    n.Pipeline,
    names(),
    st.none() | constants(),
    fields(),
    st.none() | TYPE,
    clauses(),
    BLOCKS,
    st.none() | st.builds(n.OnError, names(), BLOCKS),
    st.none() | NAMES,
    doc=DOCS,
)

# ---------------------------------------------------------------- tests


def _outcomes() -> st.SearchStrategy[tuple[tuple[n.Outcome, ...], ...]]:
    returns = st.builds(n.Outcome, st.just("returns"), MAYBE, st.none(), MAYBE, MAYBE)
    fails = st.builds(n.Outcome, st.just("fails"), st.none(), st.none() | names(), MAYBE, MAYBE)
    takes = st.builds(n.Outcome, st.none(), st.none(), st.none(), VALUE, MAYBE)
    sequence = st.lists(returns | fails | takes, min_size=1, max_size=2).map(tuple)
    return st.lists(sequence, min_size=1, max_size=2).map(tuple)


PLACES = st.sampled_from(["fetch", "log.warn", "a/b", "try#2/x[3]/y[*]", "if/else.set"])
ADDRESSES = st.sampled_from(["a/b", "try#2/x[3]", "y[*]"])
MOCKS = st.one_of(
    st.builds(n.Mock, DOTTED, st.none(), arguments(VALUE), _outcomes()),
    st.builds(n.Mock, st.none(), ADDRESSES, arguments(VALUE), _outcomes()),
    st.builds(n.Mock, st.none(), st.none(), st.just(()), _outcomes(), constants()),
)
TOOK = st.just(n.Comparison((n.Reference("took"), n.DurationLiteral(7, "s")), ("<=",)))
EXPECTS = st.one_of(
    st.builds(n.Expect, st.just("condition"), VALUE),
    st.builds(n.Expect, st.just("took"), TOOK),
    st.builds(n.Expect, st.just("fails"), name=st.just("timeout")),
    st.builds(n.Expect, st.just("skipped"), name=PLACES),
    st.builds(n.Expect, st.just("retried"), name=PLACES, times=MAYBE),
    st.builds(n.Expect, st.just("order"), name=PLACES, other=PLACES),
    st.builds(
        n.Expect,
        st.just("called"),
        name=PLACES,
        times=MAYBE,
        arguments=st.none() | arguments(VALUE),
    ),
)
GIVENS = st.builds(n.Given, CALLS)
TESTS = st.builds(
    n.Test, constants(), st.lists(GIVENS | MOCKS | EXPECTS, max_size=3).map(tuple), doc=DOCS
)
PROPERTIES = st.builds(
    n.Property,
    constants(),
    names(),
    st.lists(names(), max_size=2).map(tuple),
    st.lists(MOCKS | EXPECTS, max_size=3).map(tuple),
    doc=DOCS,
)

# ---------------------------------------------------------------- modules

CHECKS = st.builds(n.Check, VALUE, constants())
DECLARATIONS = st.one_of(
    st.builds(
        n.Import,
        st.lists(TYPE_NAMES, min_size=1, max_size=2).map(tuple),
        constants(),
        doc=DOCS,
    ),
    st.builds(
        n.Record,
        TYPE_NAMES,
        fields(st.sampled_from(["alpha", "timeout", "if", "type"])),
        st.lists(CHECKS, max_size=2).map(tuple),
        doc=DOCS,
    ),
    st.builds(
        n.Enum,
        TYPE_NAMES,
        st.lists(st.builds(n.EnumValue, names(), doc=DOCS), min_size=1, max_size=3).map(tuple),
        doc=DOCS,
    ),
    st.builds(n.TypeAlias, TYPE_NAMES, TYPE, MAYBE, doc=DOCS),
    st.builds(n.ErrorDeclaration, names(), names(), doc=DOCS),
    st.builds(n.Function, names(), fields(), TYPE, VALUE, doc=DOCS),
    COMPONENTS,
    PIPELINES,
    TESTS,
    PROPERTIES,
    st.builds(n.Schedule, constants(), st.none() | constants(), CALLS, doc=DOCS),
    st.builds(
        n.Webhook,
        names(st.sampled_from(["POST"])),
        constants(),
        st.none() | TYPE,
        MAYBE,
        CALLS,
        doc=DOCS,
    ),
)
MODULES = st.builds(n.Module, st.lists(DECLARATIONS, max_size=3).map(tuple), DOCS)
