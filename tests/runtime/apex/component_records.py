"""The classes of the records that standard components give, as the target writes records."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.naming import Names
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.apex.records import write_record
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.suppressing import printed

_ABOUT = {
    "HttpResponse": "What `http.request` gives; the names of headers are small.",
    "LlmGeneration": "What `llm.generate` gives.",
    "LlmCritique": "What `llm.critic` gives.",
    "LlmImprovement": "What `llm.improver` gives.",
    "LlmSelection": "What `llm.selector` gives.",
    "LlmSynthesis": "What `llm.synthesizer` gives.",
}
_FIELDS = {
    "status": "The status, for example 200.",
    "headers": "The headers by name.",
    "body": "The body: JSON data where it is that, else its text; null where there is none.",
    "content": "The text.",
    "score": "How good the text is, from 0 to 1.",
    "passed": "Whether the score is at least the threshold.",
    "feedback": "What to do to make the text better.",
    "issues": "The faults of the text.",
    "changes": "What was changed.",
    "index": "The position of the choice, from 0.",
    "choice": "The text that was chosen.",
    "reason": "Why it is the best.",
}


def files() -> dict[str, str]:
    """Write the classes, by file name."""
    return {f"Pipeline{name}.cls": _written(name) for name in t.COMPONENT_RECORDS}


def _written(name: str) -> str:
    program = n.Program((n.Module("m", "m.pipe", (), ()),))
    names, declared = ProgramNames.of(program), Declared.of(program)
    home = ClassScope(f"Pipeline{name}", names, declared, Names(), Names())
    fields = tuple(
        n.Field(each, type_, doc=_FIELDS[each]) for each, type_ in t.BUILT_IN_RECORDS[name]
    )
    names.types["m", name] = (home.name, home.name)
    names.fields["m", name] = {each.name: each.name for each in fields}
    made = write_record(n.Record(name, fields), "m", home)
    return printed(_whole(made, home, _ABOUT[name]))


def _whole(made: ax.Class, home: ClassScope, about: str) -> ax.Class:
    """Give the class of a record as one of its own."""
    doc = ax.Doc(about, (("group", "Pipeline Runtime"),))
    members = [*made.members, *home.support.values()]
    return replace(made, modifiers="public with sharing", members=members, doc=doc)
