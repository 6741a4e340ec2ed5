"""The classes of a program, as data.

Reads     a program that passed the target's check.
Gives     one class for each pipeline, and one for each module that needs it.
Reports   nothing.
Promises  that every name is allocated, and every order decided.
Leaves    the text to the printer.
"""

import posixpath
from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.target import GENERATED
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.actions import write_action
from pipesmith_targets.apex.card import card, needs_of
from pipesmith_targets.apex.components import write_component
from pipesmith_targets.apex.constraints import parameter_checks
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.jobs import JOB, Job
from pipesmith_targets.apex.limits import Costs
from pipesmith_targets.apex.pipelines import pipeline_methods
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.apex.records import write_enum, write_join, write_record
from pipesmith_targets.apex.scope import ClassScope, Place, parameters_of


def classes_of(program: n.Program, names: ProgramNames) -> Iterator[ax.Class]:
    """Write all classes of a program, in the order of its modules."""
    declared = Declared.of(program)
    for module in program.modules:
        home = names.homes[module.name]
        if names.tests[home] == home:
            continue  # what its tests need stands beside them
        for pipeline in module.pipelines:
            known = names.pipelines[module.name, pipeline.name]
            scope = scope_of(known, names, declared)
            yield _class(scope, module, pipeline)
            cost = Costs(declared).of_pipeline(module.name, pipeline.name)
            name = names.actions[module.name, pipeline.name]
            yield write_action(pipeline, name, cost, scope, origin_of(module, pipeline))
        own = () if home in names.pipelines.values() else (home,)
        for each in (*own, *names.shared[module.name]):
            if names.declared_in(module, each):
                yield _class(scope_of(each, names, declared), module, None)


def scope_of(name: str, names: ProgramNames, declared: Declared) -> ClassScope:
    """Give what a class of a program can see."""
    return ClassScope(name, names, declared, names.members[name], names.inner[name])


def _class(home: ClassScope, module: n.Module, pipeline: n.Pipeline | None) -> ax.Class:
    job = pipeline is not None and (module.name, pipeline.name) in home.program.jobs
    members = members_of(module, home, _methods(pipeline, job, home))
    doc = _doc(module, pipeline, home)
    modifiers, extends = "public with sharing", JOB if job else None
    return ax.Class(modifiers, home.name, members, doc, extends=extends)


def members_of(module: n.Module, home: ClassScope, before: list[ax.Member_]) -> list[ax.Member_]:
    """Write what stands in a class of what a module declares, behind other methods."""
    methods, types = [*before], list[ax.Member_]()
    for item in home.program.declared_in(module, home.name):
        match item:
            case n.Function():
                methods.append(_function(item, module.name, home))
            case n.Component():
                methods.append(write_component(item, module.name, home))
            case n.Record():
                types.append(write_record(item, module.name, home))
            case n.Enum():
                types += [each for each in (write_enum(item, module.name, home),) if each]
            case _:
                pass
    types += [write_join(made, name, home) for made, name in home.joins.items()]
    return [*methods, *home.support.values(), *types]


def _methods(pipeline: n.Pipeline | None, job: bool, home: ClassScope) -> list[ax.Member_]:
    """Write what a pipeline does: at once, or as a job of several transactions."""
    if pipeline is None:
        return []
    if job:
        return Job(pipeline, home).members()
    return pipeline_methods(pipeline, home)


def _doc(module: n.Module, pipeline: n.Pipeline | None, home: ClassScope) -> ax.Doc:
    about = pipeline.doc if pipeline is not None else module.doc
    text = about or (
        f"The pipeline {pipeline.name}." if pipeline else f"What {module.path} declares."
    )
    origin = origin_of(module, pipeline)
    after: tuple[str, ...] = ()
    if pipeline is not None:
        loops = Costs(home.declared).of_pipeline(module.name, pipeline.name).open
        after = card(needs_of(home.declared, module.name, pipeline), loops)
    return ax.Doc(f"{text}\n\n{origin}", (("group", "Pipelines"),), after)


def origin_of(module: n.Module, pipeline: n.Pipeline | None) -> str:
    """Say what a class was made from."""
    version = f" (version {pipeline.version})" if pipeline and pipeline.version else ""
    name = posixpath.basename(module.path)
    return f"{GENERATED} from {name}{version}. Change the source, not this."


def _function(function: n.Function, module: str, home: ClassScope) -> ax.Method:
    """Write a function as a method."""
    _, name = home.program.methods[module, function.name]
    parameters, place = parameters_of(Place(home, home.program.locals()), function.parameters)
    place.add(*parameter_checks(function.parameters, place))
    value = write(function.body, place)
    value = fitted(value, function.body.type, function.result, place)
    tags = [
        ("param", f"{given.name} {each.doc or 'the parameter ' + each.name}")
        for each, given in zip(function.parameters, parameters, strict=True)
    ]
    doc = ax.Doc(function.doc or f"The function {function.name}.", (*tags, ("return", "its value")))
    body = (*place.lines, ax.Return(value))
    written = home.written(function.result)
    return ax.Method("public static", written, name, parameters, body, doc)
