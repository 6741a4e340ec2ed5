"""Requests: what components send over the network."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from pipesmith_runtime.direct_forks import DirectForks

if TYPE_CHECKING:
    from pipesmith_runtime.http import Auth

T = TypeVar("T")


class Requests(DirectForks):
    """The part of a run that speaks to services and models."""

    __slots__ = ()

    @overload
    async def http(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        auth: "Auth | None" = None,
        body: Any = None,
        result: type[T],
    ) -> T: ...
    @overload
    async def http(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        auth: "Auth | None" = None,
        body: Any = None,
        result: Any = None,
    ) -> Any: ...
    async def http(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        auth: "Auth | None" = None,
        body: Any = None,
        result: Any = None,
    ) -> Any:
        """Send one request; read and validate what comes back."""
        from pipesmith_runtime.http import fetch

        return await fetch(self, method, url, headers or {}, query or {}, auth, body, result)

    @overload
    async def ask(
        self,
        model: str,
        *,
        prompt: str,
        system: str | None = None,
        result: type[T],
        repair: int = 0,
        **settings: Any,
    ) -> T: ...
    @overload
    async def ask(
        self,
        model: str,
        *,
        prompt: str,
        system: str | None = None,
        result: Any = str,
        repair: int = 0,
        **settings: Any,
    ) -> Any: ...
    async def ask(
        self,
        model: str,
        *,
        prompt: str,
        system: str | None = None,
        result: Any = str,
        repair: int = 0,
        **settings: Any,
    ) -> Any:
        """Ask a language model one question; parse and validate the answer."""
        from pipesmith_runtime.asking import ask

        return await ask(self, model, prompt, system, result, repair, settings)
