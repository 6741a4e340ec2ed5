"""Sending requests with aiohttp, which is imported when the first one is sent."""

import asyncio
from typing import TYPE_CHECKING

from pipesmith_runtime.errors import EXECUTION, PipelineError
from pipesmith_runtime.http import Request, Response, Unreachable

if TYPE_CHECKING:
    from aiohttp import ClientSession


class AiohttpTransport:
    """One session, whose connections are used again.

    Its requests have no time limits of their own: a stage's timeout cancels them, and a cancelled
    request closes its socket.
    """

    def __init__(self) -> None:
        self._session: ClientSession | None = None

    async def send(self, request: Request) -> Response:
        """Send one request and read the whole answer."""
        session = self._opened()
        from aiohttp import ClientError
        from yarl import URL

        try:
            async with session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,  # a secret header must not follow to another host
            ) as answer:
                body = await answer.read()
                headers = {name.lower(): value for name, value in answer.headers.items()}
                return Response(answer.status, headers, body)
        except (ClientError, OSError, asyncio.IncompleteReadError) as failure:
            raise Unreachable(_reason(failure)) from None
        except ValueError:
            raise Unreachable("the request cannot be sent") from None

    def _opened(self) -> "ClientSession":
        if self._session is None:
            try:
                import aiohttp
            except ImportError:
                fix = 'pip install "pipesmith[http]"'
                message = f"requests need aiohttp, which is not installed: run `{fix}`"
                raise PipelineError(EXECUTION, message) from None
            connector = aiohttp.TCPConnector(limit=0)
            unlimited = aiohttp.ClientTimeout(total=None, sock_connect=None)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=unlimited,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,
            )
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()


def _reason(failure: Exception) -> str:
    """Say what went wrong without the URL, which may hold secrets."""
    code = getattr(failure, "os_error", failure)
    text = getattr(code, "strerror", None)
    return str(text) if text else type(failure).__name__
