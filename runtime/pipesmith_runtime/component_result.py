"""Records that standard components give."""

from types import MappingProxyType
from typing import Any


class ComponentResult:
    """A frozen dataclass that is read from JSON as the records of programs are."""

    __slots__ = ()
    __pydantic_config__ = MappingProxyType({"extra": "forbid"})

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pipesmith_runtime.records import ruled

        return ruled(handler(source))
