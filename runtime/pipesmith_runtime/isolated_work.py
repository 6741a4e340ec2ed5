"""The other side of `isolation`: one call of host code, in a process that does nothing else."""

import asyncio
import inspect
import os
import pickle
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from marshal import loads
from threading import Thread
from traceback import format_exc
from types import ModuleType
from typing import Any, BinaryIO

from pipesmith_runtime.errors import EXECUTION, PipelineError
from pipesmith_runtime.hosts import host_error, resolved

Answer = tuple[PipelineError | None, Any, str]


class Sent(MetaPathFinder, Loader):
    """Finds the generated modules that were sent along."""

    def __init__(self, modules: dict[str, bytes]) -> None:
        self._modules = modules

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module by its name."""
        return spec_from_loader(fullname, self) if fullname in self._modules else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the code of a module."""
        exec(loads(self._modules[module.__name__]), module.__dict__)


def main() -> None:
    """Take the question from standard input, and write the answer where standard output was."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    size = int.from_bytes(questions.read(8), "big")
    question = questions.read(size)
    Thread(target=_end_with, args=(questions,), daemon=True).start()
    answer = _written(_answer(question))
    with answers:
        answers.write(answer)


def _end_with(questions: BinaryIO) -> None:
    """End this process when nobody is left who could take the answer."""
    questions.read(1)
    os._exit(1)


def _answer(question: bytes) -> Answer:
    from multiprocessing.spawn import prepare

    prepared, modules, target, given = pickle.loads(question)
    sys.meta_path.insert(0, Sent(modules))
    try:
        prepare(prepared)
        return None, _called(target, pickle.loads(given)), ""
    except Exception as failure:
        return host_error(failure), None, format_exc()


def _called(target: str, arguments: dict[str, Any]) -> Any:
    value = resolved(target)(**arguments)
    return asyncio.run(_awaited(value)) if inspect.isawaitable(value) else value


async def _awaited(value: Any) -> Any:
    return await value


def _written(answer: Answer) -> bytes:
    try:
        return pickle.dumps(answer)
    except Exception as failure:
        message = f"the result cannot be sent to another process: {failure}"
        return pickle.dumps((PipelineError(EXECUTION, message), None, ""))
