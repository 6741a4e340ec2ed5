"""A run that stops before stages, and the dialogue with whoever looks at it."""

import json
from collections.abc import Callable, Mapping, Sequence
from posixpath import basename
from typing import TYPE_CHECKING, Any, TextIO, get_type_hints

from pipesmith.cli.breakpoints import Breakpoint
from pipesmith.cli.pausing import PausingLoop
from pipesmith.cli.scopes import Key, Scope
from pipesmith.cli.variables import variables
from pipesmith.diagnostics.render_cells import plain
from pipesmith.source import Source
from pipesmith_runtime import CancellationToken, Interceptor, Pipeline, PipelineError
from pipesmith_runtime.errors import CANCELLATION
from pipesmith_runtime.events import Event, RunPaused, RunResumed
from pipesmith_runtime.interceptors import Work, is_call
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.values import checked, json_value

if TYPE_CHECKING:
    from pipesmith_runtime.policy import Execution

HELP = """\
  step           go on to the next stage            (s, or an empty line)
  continue       go on to the next breakpoint       (c)
  show           show inputs and values again       (w)
  set NAME=JSON  change an input of this stage
  give JSON      give the stage this value instead of calling it
  quit           stop the run                       (q)
"""
LONGEST = 200
"""Values are cut beyond this length."""


class Debugger(Interceptor):
    """Stop a run before stages: the first one, where no breakpoint is set."""

    def __init__(
        self,
        stops: Sequence[Breakpoint],
        token: CancellationToken,
        sources: Mapping[str, Source],
        scopes: Mapping[Key, Scope],
        streams: tuple[TextIO, TextIO],
    ) -> None:
        self._stops, self._token = stops, token
        self._sources, self._scopes = sources, scopes
        self._input, self._output = streams
        self._stepping = not stops

    async def stage(self, execution: "Execution", work: Work) -> Any:
        """Execute a stage, after a dialogue if the run is to stop before it."""
        if not is_call(execution) or not self._is_stop(execution.address):
            return await work()
        loop = execution.scope.state.loop
        assert isinstance(loop, PausingLoop), "a debugged run has a loop that can pause"
        _tell(execution, RunPaused, f"before {execution.address}")
        with loop.paused():
            given = Stop(execution, self._say, self._sources, self._scopes).dialogue(self._asked)
        _tell(execution, RunResumed, 0)
        self._stepping = given.step
        if given.quit:
            self._token.cancel("quit")
            raise PipelineError(CANCELLATION, "quit")
        if given.instead:
            execution.given = "debugger"
            return given.value
        return await work()

    def _is_stop(self, address: str) -> bool:
        return self._stepping or any(each.takes(address) for each in self._stops)

    def _say(self, text: str) -> None:
        self._output.write(f"{plain(text)}\n")

    def _asked(self) -> str | None:
        """Ask what to do; None when nobody answers any more."""
        self._output.write("(pipesmith) ")
        self._output.flush()
        line = self._input.readline()
        if not line:
            self._say("standard input has ended; the run goes on")
            self._stops = ()
        return line.strip() if line else None


def _tell(execution: "Execution", kind: type[Event], fact: Any) -> None:
    if execution.scope.observed:
        from pipesmith_runtime.watching import emit

        emit(execution.scope, execution.site, kind, fact)


def _in_scope(execution: "Execution", scopes: Mapping[Key, Scope]) -> dict[str, Any]:
    """Give the values that a stage can name."""
    site, path = execution.site, execution.scope.frame.path
    return scopes[basename(path or ""), site.line, site.column].values(variables(execution))


class Stop:
    """One stop: what is shown, what is asked, and what was decided."""

    def __init__(
        self,
        execution: "Execution",
        say: Callable[[str], None],
        sources: Mapping[str, Source],
        scopes: Mapping[Key, Scope],
    ) -> None:
        self.execution, self.say, self.sources = execution, say, sources
        self.scope = _in_scope(execution, scopes)
        self.step = self.quit = self.instead = False
        self.value: Any = None

    def dialogue(self, asked: Callable[[], str | None]) -> "Stop":
        """Show where the run stands, and do what is asked until it shall go on."""
        self._show_place()
        self._show()
        while True:
            line = asked()
            if line is None or self._done(*_words(line)):
                return self

    def _done(self, command: str, rest: str) -> bool:
        """Do what is asked; say whether the run goes on."""
        match command:
            case "" | "s" | "step":
                self.step = True
                return True
            case "c" | "continue":
                return True
            case "q" | "quit":
                self.quit = True
                return True
            case "give":
                return self._give(rest)
            case "set":
                self._set(rest)
            case "w" | "show":
                self._show()
            case "h" | "help" | "?":
                for row in HELP.splitlines():
                    self.say(row)
            case _:
                self.say(f"there is no command `{command}`; `help` lists them")
        return False

    # ------------------------------------------------------------ what is shown

    def _show_place(self) -> None:
        site, frame = self.execution.site, self.execution.scope.frame
        self.say(f"stopped before `{self.execution.address}` at {frame.path}:{site.line}")
        source = self.sources.get(frame.path or "")
        if source is not None and site.line <= len(source.lines):
            self.say(f"{site.line:6} | {source.lines[site.line - 1]}")

    def _show(self) -> None:
        self._show_values(f"inputs of {self.execution.name}", self.execution.inputs())
        self._show_values("in scope", self.scope)

    def _show_values(self, title: str, values: Mapping[str, Any]) -> None:
        self.say(f"  {title}:" + ("" if values else " none"))
        hide = self.execution.scope.state.redaction.value
        for name, value in values.items():
            text = json.dumps(hide(json_value(value)), ensure_ascii=False)
            self.say(f"    {name} = {text if len(text) <= LONGEST else text[:LONGEST] + '...'}")

    # ------------------------------------------------------------ what is changed

    def _give(self, text: str) -> bool:
        """Give the stage a value instead of calling it; it has to fit."""
        try:
            self.value = checked(self._types()["return"], read_json(text), "value")
        except PipelineError as error:
            self.say(error.message)
            return False
        self.instead = self.step = True
        return True

    def _set(self, text: str) -> None:
        """Change an input; it has to fit."""
        name, equals, value = (part.strip() for part in text.partition("="))
        names = list(self.execution.inputs())
        if not equals or name not in names:
            self.say(f"`set NAME=JSON`, where NAME is one of {', '.join(names) or 'none'}")
            return
        at, args = names.index(name), list(self.execution.args)
        try:
            args[at] = checked(list(self._types().values())[at], read_json(value), name)
        except PipelineError as error:
            self.say(error.message)
            return
        self.execution.args = tuple(args)
        self._show_values(f"inputs of {self.execution.name}", self.execution.inputs())

    def _types(self) -> dict[str, Any]:
        """Give the types of the parameters, in order, and of the result."""
        call, component = self.execution.call, self.execution.component
        function = call.function if isinstance(call, Pipeline) else component and component.function
        hints = get_type_hints(function, include_extras=True)
        return {name: type_ for name, type_ in hints.items() if name != "run"}


def _words(line: str) -> tuple[str, str]:
    command, _, rest = line.partition(" ")
    return command, rest.strip()
