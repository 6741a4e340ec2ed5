"""A service on the loopback that does what a test says and sees what clients do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Seen:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Answer:
    """What to send back; `hang` sends nothing, `cut` closes."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    hang: bool = False
    cut: bool = False


@dataclass
class Service:
    """A running service."""

    answer: Callable[[Seen], Answer]
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends."""
        self.connections += 1
        number = self.connections
        try:
            while (seen := await self._read(reader, number)) is not None:
                self.requests.append(seen)
                answer = self.answer(seen)
                if answer.hang:
                    await reader.read()
                if answer.hang or answer.cut:
                    break
                writer.write(_written(answer))
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            self.closed.set()
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, number: int) -> Seen | None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Seen(method, target, headers, body, number)


def _written(answer: Answer) -> bytes:
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} Said\r\n{lines}\r\n".encode() + answer.body


@asynccontextmanager
async def serving(answer: Callable[[Seen], Answer] | Answer) -> AsyncIterator[Service]:
    """Serve until the block ends."""
    service = Service(answer if callable(answer) else lambda seen: answer)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
