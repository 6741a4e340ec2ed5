"""Types of what comes from outside an expression: `context.now`, `env.NAME`, `secret.NAME`,
`Level.low`.
"""

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.name_findings import replacement
from pipesmith.diagnostics import Finding, Label
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.syntax import nodes as s

_CONTEXT: dict[str, t.Type] = {"now": t.DATETIME, "run_id": t.STRING, "attempt": t.INT}


def type_of_outside(node: s.Member, c: Checking) -> t.Type | None:
    """Give the type of a member of `context`, `env`, `secret` or an enum; None for any other
    member.
    """
    subject = node.subject
    if not isinstance(subject, s.Reference) or subject in c.names.references:
        return None
    match subject.name:
        case "context":
            return _context(node, c)
        case "env":
            return _environment(node, c)
        case "secret":
            return _in_run(node, "secret", c) or t.SECRET
        case name:
            return _enum_member(name, node, c)


def _in_run(node: s.Member, what: str, c: Checking) -> t.Type | None:
    """Report a read where there is no run (rules 8 and 46)."""
    if c.where != "pure":
        return None
    return c.report(say.outside_run(node.span, f"{what}.{node.name.text}", c.place))


def _environment(node: s.Member, c: Checking) -> t.Type:
    refused = _in_run(node, "env", c)
    if refused is None:
        c.tables.plain_env.add(node.name.text)
    return refused or t.STRING


def _context(node: s.Member, c: Checking) -> t.Type:
    name = node.name
    if name.text not in _CONTEXT:
        return c.report(
            say.unknown_member(name.span, name.text, "context", _CONTEXT, what="`context`")
        )
    refused = _in_run(node, "context", c)
    if refused is None and name.text == "attempt" and c.where != "component":
        return c.report(
            Finding(
                codes.OUTSIDE_RUN,
                "`context.attempt` is read outside of a component's own texts",
                Label(node.span, "only an http or model text of a component has an attempt"),
            )
        )
    return refused or _CONTEXT[name.text]


def _enum_member(name: str, node: s.Member, c: Checking) -> t.Type | None:
    declared = c.names.find(c.module, name)
    if declared is None or not isinstance(declared.node, s.Enum):
        return None
    enum = t.NominalType("enum", declared.name, declared.module)
    values = c.relations.enum_values(enum)
    value = node.name
    if value.text not in values:
        close = nearest(value.text, values)
        return c.report(
            Finding(
                codes.UNKNOWN_MEMBER,
                f"the enum `{name}` has no value `{value.text}`",
                Label(value.span, f"not a value of `{name}`"),
                notes=() if close else ("values: " + ", ".join(f"`{v}`" for v in values),),
                help=replacement(value.span, close),
            )
        )
    return enum
