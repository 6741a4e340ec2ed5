"""A stand-in for language models: speaks both dialects, and does what a script says.

A script is a list of rules, in Python or as a JSON file. The first rule whose `when` occurs in
the prompt (or that has no `when`), and that is not used up, answers:

    [
      {"when": "Ada", "reply": {"level": "low"}},
      {"when": "Bob", "status": 429, "retry_after": 1, "times": 2},
      {"when": "Eve", "delay": 5},
      {"when": "Mal", "reply": "not the JSON that was asked for"},
      {"when": "Zoe", "cut": true}
    ]

`reply` is a text, or JSON data that is sent as text; without it an answer is built from the JSON
schema of the request, or says which prompt it answers. `status` gives an error, `delay` waits so
many seconds first, `cut` breaks the connection off, `times` limits how often the rule is used.
"""

import argparse
import json
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

PATHS = {"/v1/chat/completions": "openai", "/v1/messages": "anthropic"}


@dataclass(slots=True)
class Rule:
    """One line of the script."""

    when: str = ""
    reply: Any = None
    status: int = 200
    retry_after: float | None = None
    delay: float = 0.0
    cut: bool = False
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    api: str
    prompt: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(slots=True)
class Script:
    """The rules and what they answered so far."""

    rules: list[Rule]
    requests: list[Asked] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, asked: Asked) -> Rule:
        """Note a request and give the rule that answers it."""
        with self.lock:
            self.requests.append(asked)
            for rule in self.rules:
                if rule.when in asked.prompt and rule.times != 0:
                    rule.times = None if rule.times is None else rule.times - 1
                    return rule
        return Rule()


def read_script(source: Path | Iterable[Mapping[str, Any]] | None) -> list[Rule]:
    """Read the rules of a script; an unknown word in a rule is refused."""
    lines = json.loads(source.read_text("utf-8")) if isinstance(source, Path) else source
    known = {part.name for part in fields(Rule)}
    rules = [dict(rule) for rule in lines or ()]
    for rule in rules:
        if strange := sorted(set(rule) - known):
            raise ValueError(f"a rule of the script has no `{strange[0]}`")
    return [Rule(**rule) for rule in rules]


class _Server(ThreadingHTTPServer):
    """Says nothing of clients that hang up: a stage that was stopped does."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of faults, not of broken connections."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class ModelServer:
    """Serve models on a free port of the loopback until the block ends."""

    def __init__(
        self, script: Path | Iterable[Mapping[str, Any]] | None = None, port: int = 0
    ) -> None:
        self.script = Script(read_script(script))
        self._stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"script": self.script, "stopping": self._stopping})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        """Give the address without a path; clients add `/v1/…`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> list[Asked]:
        """Give the requests so far."""
        return self.script.requests

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    script: Script
    stopping: threading.Event

    def do_POST(self) -> None:
        """Answer a question."""
        api = PATHS.get(self.path.partition("?")[0])
        length = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(length)
        if api is None:
            self._send(404, _failure("not_found", f"no such path: {self.path}"))
            return
        try:
            body = json.loads(raw)
            prompt = _prompt(body)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._send(400, _failure("invalid_request_error", "the request is not a question"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._answer(api, body, self.script.take(Asked(api, prompt, headers, body)), prompt)

    def _answer(self, api: str, body: Mapping[str, Any], rule: Rule, prompt: str) -> None:
        if rule.delay and self.stopping.wait(rule.delay):
            self.close_connection = True
            return
        if rule.cut:
            self.close_connection = True
            return
        if rule.status != 200:
            extra = {} if rule.retry_after is None else {"Retry-After": f"{rule.retry_after:g}"}
            self._send(rule.status, _failure("scripted", f"scripted status {rule.status}"), extra)
            return
        text = _text(rule.reply, body, prompt)
        self._send(200, _openai(body, text) if api == "openai" else _anthropic(body, text))

    def _send(self, status: int, data: Any, headers: Mapping[str, str] | None = None) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is inherited
        """Say nothing; requests are recorded."""


def _prompt(body: Mapping[str, Any]) -> str:
    """Give all texts of a question, one below the other."""
    texts = [body["system"]] if isinstance(body.get("system"), str) else []
    for message in body["messages"]:
        content = message["content"]
        parts = content if isinstance(content, list) else [{"text": content}]
        texts += [part["text"] for part in parts if "text" in part]
    return "\n".join(texts)


def _text(reply: Any, body: Mapping[str, Any], prompt: str) -> str:
    if isinstance(reply, str):
        return reply
    if reply is not None:
        return json.dumps(reply)
    schema = _schema(body)
    if schema is None:
        return f"An answer to: {prompt.splitlines()[-1] if prompt else ''}"
    return json.dumps(example(schema, schema))


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Find the JSON schema that the answer must fit, in either dialect."""
    asked = body.get("response_format") or {}
    if asked.get("type") == "json_schema":
        schema: Mapping[str, Any] = asked["json_schema"]["schema"]
        return schema
    found: Mapping[str, Any] | None = ((body.get("output_config") or {}).get("format") or {}).get(
        "schema"
    )
    return found


def example(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Build the plainest value that a JSON schema allows."""
    if "$ref" in schema:
        return example(_referred(schema["$ref"], root), root)
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if schema.get("enum"):
        return schema["enum"][0]
    for word in ("anyOf", "oneOf", "allOf"):
        if schema.get(word):
            return example(schema[word][0], root)
    return _of_type(schema, root)


def _of_type(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            parts = schema.get("properties", {})
            return {name: example(part, root) for name, part in parts.items()}
        case "array":
            parts = schema.get("prefixItems", [])
            return [example(part, root) for part in parts]
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case "string":
            return _EXAMPLES.get(schema.get("format", ""), "text")
        case _:
            return None


_EXAMPLES = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T10:00:00.000Z",
    "decimal": "0",
    "duration": "PT0S",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _openai(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    read, written = len(_prompt(body).split()), len(text.split())
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        },
    }


def _anthropic(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    usage = {"input_tokens": len(_prompt(body).split()), "output_tokens": len(text.split())}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model", ""),
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }


def _failure(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}}


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted; the address is the first line of the output."""
    parser = argparse.ArgumentParser(description="Serve a stand-in for language models.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--script", type=Path, help="a JSON file of rules")
    options = parser.parse_args(argv)
    with ModelServer(options.script, options.port) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
