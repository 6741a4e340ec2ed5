"""The test classes of a program, one beside each class.

Reads     a program that passed the target's check.
Gives     the test classes as data, those without a test left out.
Reports   nothing.
Promises  that what only tests need stands in test classes.
Leaves    the text to the printer.
"""

import posixpath
from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.target import GENERATED
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.building import members_of, scope_of
from pipesmith_targets.apex.documenting import NO_RUN_AS
from pipesmith_targets.apex.program_names import ProgramNames
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.suppressing import SUPPRESS
from pipesmith_targets.apex.testing.holding import (
    action_method,
    component_methods,
    record_methods,
)
from pipesmith_targets.apex.testing.leaving_out import whole_test
from pipesmith_targets.apex.testing.methods import Testing
from pipesmith_targets.apex.testing.surroundings import mocked


def test_classes_of(program: n.Program, names: ProgramNames) -> Iterator[ax.Class]:
    """Write all test classes of a program, in the order of its modules."""
    declared = Declared.of(program)
    for module in program.modules:
        home = names.homes[module.name]
        own = [names.pipelines[module.name, each.name] for each in module.pipelines]
        for each in dict.fromkeys((*own, home)):
            made = _class(scope_of(names.tests[each], names, declared), module, each)
            if made is not None:
                yield made


def _class(scope: ClassScope, module: n.Module, tested: str) -> ax.Class | None:
    """Write the test class of a class; None where there is nothing to test."""
    testing = Testing(scope)
    tests = [*_tried(testing), *_holding(scope, module, tested)]
    if not tests:
        return None
    arranging = (mocked(testing.written, scope),) if testing.written else ()
    methods: list[ax.Member_] = [*tests, *arranging]
    members = [*members_of(module, scope, methods), *testing.answers.values()]
    annotations = (ax.Annotation("IsTest"), ax.Annotation(SUPPRESS, (NO_RUN_AS,)))
    modifiers, doc = "private with sharing", _doc(module)
    return ax.Class(modifiers, scope.name, members, doc, annotations=annotations)


def _tried(testing: Testing) -> list[ax.Member_]:
    """Write the tests of the source, and one run of each action."""
    home = testing.home
    tests = {
        name: test
        for (owner, name), test in home.program.tried.items()
        if owner == home.name and whole_test(test, home.declared) is None
    }
    methods: list[ax.Member_] = [testing.method(test, name) for name, test in tests.items()]
    return [*methods, *testing.actions(tests.values())]


def _holding(home: ClassScope, module: n.Module, tested: str) -> Iterator[ax.Member_]:
    """Write what holds of the records and the action of a class that is no test itself."""
    if tested == home.name:
        return
    if tested == home.program.homes[module.name]:
        yield from record_methods(module, home)
        yield from component_methods(module, home)
    for pipeline in module.pipelines:
        if tested == home.program.pipelines[module.name, pipeline.name]:
            yield from action_method(module, pipeline, home)


def _doc(module: n.Module) -> ax.Doc:
    name = posixpath.basename(module.path)
    text = f"Tests of {name}. No data of the org is touched."
    origin = f"{GENERATED} from {name}. Change the source, not this."
    return ax.Doc(f"{text}\n\n{origin}", (("group", "Pipeline Tests"),))
