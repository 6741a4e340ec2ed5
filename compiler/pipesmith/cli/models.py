"""The models that a pipeline asks, held against the project file before anything runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.cli.check_command import CONFIG
from pipesmith.cli.files import Misuse
from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks
from pipesmith.ir.declared import Declared
from pipesmith_runtime.config import load

DEFAULT = "default"
"""The model that the standard components ask when they are told no other."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A stage that asks a model, by its address from the pipeline that runs."""

    model: str
    address: str
    place: n.Place


def require_models(program: n.Program, pipeline: n.Pipeline, config: Path | None) -> None:
    """Refuse a pipeline that can reach a model which the project file does not describe.

    A model whose name is computed is looked for when its stage runs.
    """
    described = load(config).models if config is not None else {}
    for each in asked(program, pipeline):
        if each.model not in described:
            at = f"{each.place.path}:{each.place.line}:{each.place.column}"
            raise Misuse(
                f"{config or CONFIG}: there is no `[models.{each.model}]`, "
                f"which the stage `{each.address}` asks ({at})"
            )


def asked(program: n.Program, pipeline: n.Pipeline) -> Iterator[Asking]:
    """Give the stages that a pipeline can reach and that ask a model, each callee's once."""
    return _Reached(Declared.of(program)).of_pipeline(pipeline, "")


@dataclass(slots=True)
class _Reached:
    """Goes through what a pipeline can reach."""

    declared: Declared
    seen: list[n.Pipeline] = field(default_factory=list)

    def of_pipeline(self, pipeline: n.Pipeline, prefix: str) -> Iterator[Asking]:
        if any(each is pipeline for each in self.seen):
            return
        self.seen.append(pipeline)
        yield from self._of_block(pipeline.body, prefix)
        if pipeline.on_error is not None:
            yield from self._of_block(pipeline.on_error.body, f"{prefix}on_error/")

    def _of_block(self, block: n.Block, prefix: str) -> Iterator[Asking]:
        for statement in block.statements:
            if isinstance(statement, n.Stage):
                yield from self._of_stage(statement, f"{prefix}{statement.segment}")

    def _of_stage(self, stage: n.Stage, address: str) -> Iterator[Asking]:
        match stage.body:
            case n.ComponentCall() as call:
                model = self._model(call)
                if model is not None:
                    yield Asking(model, address, stage.place)
            case n.PipelineCall(module=module, pipeline=name):
                yield from self.of_pipeline(self.declared.pipelines[module, name], f"{address}/")
            case body:
                for block, start in addressed_blocks(body, address):
                    yield from self._of_block(block, f"{start}/")

    def _model(self, call: n.ComponentCall) -> str | None:
        """Give the name of the model that a call asks, if it asks one that is known."""
        named: n.Expression | None = None
        if call.module:
            binding = _model_binding(self.declared.components[call.module, call.component])
            if binding is None:
                return None
            named = binding.model
        elif STANDARD_COMPONENTS[call.component].role != "node":
            return None
        else:
            named = next((pair.value for pair in call.arguments if pair.name == "model"), None)
            if named is None:
                return DEFAULT
        return named.value if isinstance(named, n.TextValue) else None


def _model_binding(component: n.Component) -> n.ModelBinding | None:
    return next((each for each in component.bindings if isinstance(each, n.ModelBinding)), None)
