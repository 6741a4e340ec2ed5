"""Components: the functions that do the work of stages."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, overload

if TYPE_CHECKING:
    from pipesmith_runtime.hosts import DirectCall
    from pipesmith_runtime.policy import Execution

F = TypeVar("F", bound=Callable[..., Any])
Role = Literal["operator", "node"]


DEFAULT: Final[Any] = type("Default", (), {"__repr__": lambda self: "DEFAULT"})()
"""The default of a parameter whose default is computed: the body replaces it."""


class Component:
    """What a stage knows about the function it calls.

    `host` names a callable whose call is all that the function does; a stage may then call it
    without the function in between.
    """

    __slots__ = ("_defaults", "_direct", "function", "host", "name", "names", "parameters", "role")

    def __init__(
        self, function: Callable[..., Any], role: Role, host: str | None, names: Mapping[str, str]
    ) -> None:
        code = function.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        self.function = function
        self.name = names.get(function.__name__, function.__name__)
        self.role = role
        self.host = host
        self.names = names
        self.parameters: tuple[str, ...] = code.co_varnames[1:count]
        own = function.__defaults__ or ()
        last = code.co_varnames[code.co_argcount - len(own) : code.co_argcount]
        defaults = {**dict(zip(last, own, strict=True)), **(function.__kwdefaults__ or {})}
        self._defaults = {name: value for name, value in defaults.items() if value is not DEFAULT}
        self._direct: DirectCall | None = None

    def arguments(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """Give the arguments of a call by their names in the language, with constant defaults."""
        known = self._defaults | dict(zip(self.parameters, values, strict=False))
        pairs = ((name, known[name]) for name in self.parameters if name in known)
        return {self.names.get(name, name): value for name, value in pairs}

    @property
    def direct(self) -> "DirectCall":
        """Give the quickest way to the host's callable."""
        if self._direct is None:
            from pipesmith_runtime.hosts import direct_call

            self._direct = direct_call(self)
        return self._direct


class Callee(ABC):
    """What a stage may call that is no function: a pipeline, a signal."""

    name: str

    @abstractmethod
    def named(self, args: tuple[Any, ...]) -> dict[str, Any]:
        """Give arguments by their names in the language."""

    @abstractmethod
    async def execute(self, execution: "Execution") -> Any:
        """Do what a stage of a run asks for, once."""


def component_of(call: object) -> Component | None:
    """Give the component that a function was marked as."""
    found = getattr(call, "component", None)
    return found if isinstance(found, Component) else None


@overload
def operator(function: F, /) -> F: ...
@overload
def operator(
    *, host: str | None = None, name: str | None = None, names: Mapping[str, str] | None = None
) -> Callable[[F], F]: ...
def operator(
    function: Any = None,
    /,
    *,
    host: str | None = None,
    name: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Any:
    """Mark a function as an operator: deterministic plumbing."""
    return _marked(function, "operator", host, name, names)


@overload
def node(function: F, /) -> F: ...
@overload
def node(
    *, host: str | None = None, name: str | None = None, names: Mapping[str, str] | None = None
) -> Callable[[F], F]: ...
def node(
    function: Any = None,
    /,
    *,
    host: str | None = None,
    name: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Any:
    """Mark a function as a node: a question to a language model."""
    return _marked(function, "node", host, name, names)


def _marked(
    function: Any, role: Role, host: str | None, name: str | None, names: Mapping[str, str] | None
) -> Any:
    def mark(function: Any) -> Any:
        component = Component(function, role, host, names or {})
        component.name = name or component.name
        function.component = component
        return function

    return mark if function is None else mark(function)
