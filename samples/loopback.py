"""A small web service on a loopback port: what the samples talk to instead of the world."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What a service is asked: the body is JSON, or None where none was sent.

    `connection` tells requests apart that came over different connections.
    """

    method: str
    path: str
    token: str | None
    body: Any
    connection: int


class Reply(NamedTuple):
    """What a service answers, as JSON."""

    status: int
    body: object


Answer = Callable[[Request], Reply]


@contextmanager
def serve(answer: Answer) -> Iterator[str]:
    """Serve until the block ends, and give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    """Make the class that the server wants: one method, whatever the verb."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # keeps connections open between requests
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave in one packet

        def reply(self) -> None:
            """Answer one request."""
            status, body = answer(self.request_read())
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = reply

        def request_read(self) -> Request:
            """Give the request without its wrapping."""
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            scheme, _, token = self.headers.get("Authorization", "").partition(" ")
            bearer = token if scheme == "Bearer" else None
            return Request(self.command, self.path, bearer, body, self.client_address[1])

        def log_message(self, *values: object) -> None:
            """Say nothing: a sample's output is its result."""

    return Handler
