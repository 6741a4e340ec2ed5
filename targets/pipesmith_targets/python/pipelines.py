"""Pipelines: their sites, the function that handles their errors, the async function itself, and
its direct form.
"""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.blocks import write_block
from pipesmith_targets.python.direct_calls import DirectCalls
from pipesmith_targets.python.direct_looks import Looks
from pipesmith_targets.python.environment import needs_of
from pipesmith_targets.python.frame import Drop, Frame, Marks
from pipesmith_targets.python.literals import constant
from pipesmith_targets.python.parameters import Parameters
from pipesmith_targets.python.policies import constant_number, is_constant, number
from pipesmith_targets.python.scope import ModuleScope, Scope
from pipesmith_targets.python.sites import Sites

DEFAULT_CONCURRENCY = 64
"""The stages of one call that are under way at once, where a pipeline says nothing."""


class PipelineWriter:
    """Writes one pipeline."""

    def __init__(self, pipeline: n.Pipeline, module: ModuleScope, marks: Marks) -> None:
        self.pipeline = pipeline
        self.module = module
        self.marks = marks
        self.name = module.declaration(module.module.name, pipeline.name)
        self.sites = Sites(module, module.imports.names, pipeline.name)

    def write(self) -> tuple[ln.Lines, ln.Lines]:
        """Give the sites, and the functions."""
        handler = self._handler()
        parameters, frame = self._function()
        lines = [*ln.documented(self.pipeline.doc), *self._body(parameters, frame)]
        fresh = py.name(self.module.imports.runtime("FRESH", at_top=True))
        run = py.name(self.module.imports.runtime("Run", at_top=True))
        made = ln.defined(
            self.name,
            parameters.written(),
            annotation(self.pipeline.result, self.module, checked=True),
            lines,
            decorators=[self._decorator(handler, parameters)],
            keywords=[("run", run, fresh)],
        )
        functions = [handler, self.marks.at(made, self.pipeline.place), self._direct()]
        return self.sites.lines, [each for each in functions if each is not None]

    def _direct(self) -> ln.Line | None:
        """Write the direct form, if it is wanted and any stage calls its host in it."""
        concurrency, options = self.pipeline.concurrency, self.module.options
        quick = options.optimize and not options.traced
        if not quick or not isinstance(concurrency, n.IntValue | None):
            return None
        parameters, frame = self._function()
        most = concurrency.value if concurrency else DEFAULT_CONCURRENCY
        looks = Looks(self.module, frame.scope.names)
        calls = DirectCalls(self.module, frame.scope.names, looks, most)
        body = self._body(parameters, replace(frame, direct=calls))
        if not calls.parameters:
            return None
        given = looks.at_given(self.pipeline.parameters, parameters.names)
        run: ln.Parameter = ("run", py.name(self.module.imports.runtime("Run", at_top=True)), None)
        told = ln.documented(f"Do what `{self.name}` does, while nobody watches.")
        made = ln.defined(
            self.module.imports.names.claim(f"{self.name}_direct"),
            [
                run,
                *calls.written(),
                *((name, kind, None) for name, kind, _ in parameters.written()),
            ],
            annotation(self.pipeline.result, self.module, checked=True),
            [*told, *looks.preparations(), *given, *body],
            decorators=[
                py.call(
                    f"{self.name}.direct",
                    *calls.components(),
                    checks_given=py.TRUE if given else None,
                )
            ],
        )
        return self.marks.at(made, self.pipeline.place)

    def _body(self, parameters: Parameters, frame: Frame) -> ln.Lines:
        lines = [
            *(self.marks.at(*each) for each in parameters.preparations(py.dotted("run.require"))),
            *self._computed_limits(frame),
            *frame.block(self.pipeline.body, Drop()),
        ]
        if frame.result is not None and self.pipeline.body.completes:
            lines.append(ln.returned(py.NONE))
        return lines

    def _function(self) -> tuple[Parameters, Frame]:
        scope = Scope(self.module, Namespace(self.module.imports.names))
        names = self.module.names.members[self.module.module.name, self.pipeline.name]
        parameters = Parameters(self.pipeline.parameters, names, scope, checked=True)
        result = None if self.pipeline.result in (None, t.NULL) else self.pipeline.result
        frame = Frame(parameters.scope, self.sites, self.marks, write_block, result=result)
        frame.owned.update(names.values())
        return parameters, frame

    def _handler(self) -> ln.Line | None:
        """Write what happens on an error as a function beside the pipeline."""
        handling = self.pipeline.on_error
        if handling is None:
            return None
        parameters, frame = self._function()
        known, scope = frame.scope.bind(handling.name)
        doc = ln.documented(f"Do what is to be done when `{self.pipeline.name}` has failed.")
        read = _needed(handling.body, self.pipeline.parameters)
        prepared = [self.marks.at(*each) for each in parameters.defaults(read)]
        body = frame.knowing(scope).below("on_error").block(handling.body, Drop())
        error = py.name(self.module.imports.runtime("PipelineError", "errors", at_top=True))
        run = py.name(self.module.imports.runtime("Run", at_top=True))
        given: list[ln.Parameter] = [("run", run, None), (known, error, None)]
        given += [(name, written, None) for name, written, _ in parameters.written()]
        made = ln.defined(self._handler_name, given, py.NONE, [*doc, *prepared, *body])
        return self.marks.at(made, handling.place)

    def _computed_limits(self, frame: Frame) -> ln.Lines:
        """Write the limits of the pipeline that depend on its arguments."""
        limits = {"timeout": self.pipeline.timeout, "concurrency": self.pipeline.concurrency}
        given = {k: v for k, v in limits.items() if v is not None and not is_constant(v)}
        if not given:
            return []
        values = {name: number(value, frame.scope) for name, value in given.items()}
        place = next(iter(given.values())).place
        return [self.marks.at(ln.evaluated(py.call(py.dotted("run.limit"), **values)), place)]

    @property
    def _handler_name(self) -> str:
        return f"{self.name}_failed"

    def _decorator(self, handler: ln.Line | None, parameters: Parameters) -> py.Node:
        pipeline = self.pipeline
        needs = needs_of(pipeline.name, self.module)
        written = py.name(self.module.imports.runtime("pipeline", at_top=True))
        return py.call(
            written,
            version=py.text(pipeline.version) if pipeline.version is not None else None,
            timeout=_constant(pipeline.timeout),
            concurrency=_constant(pipeline.concurrency),
            env=constant(needs.env) if needs.env else None,
            secrets=constant(needs.secrets) if needs.secrets else None,
            on_error=py.name(self._handler_name) if handler is not None else None,
            name=py.text(pipeline.name) if self.name != pipeline.name else None,
            names=parameters.renamed,
        )


def _needed(body: n.Block, parameters: tuple[n.Field, ...]) -> set[str]:
    """Give what a block reads of parameters, and what their defaults read."""
    needed = free_names(body)
    for each in reversed(parameters):
        if each.name in needed and each.default is not None:
            needed |= free_names(each.default)
    return needed


def _constant(value: n.Expression | None) -> py.Node | None:
    return constant_number(value) if value is not None and is_constant(value) else None
