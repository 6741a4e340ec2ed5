"""A client of the debug adapter protocol, as editors have one."""

import json
import subprocess
import sys
from collections import deque
from typing import Any


class Client:
    """Speaks to debugpy's adapter, which starts and debugs programs."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "debugpy.adapter"]
        self.adapter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.adapter.stdin is not None and self.adapter.stdout is not None
        self.input, self.output = self.adapter.stdin, self.adapter.stdout
        self.sequence = 0
        self.waiting: deque[dict[str, Any]] = deque()

    def send(self, command: str, **arguments: Any) -> int:
        """Send a request; give its number."""
        self.sequence += 1
        about = {"seq": self.sequence, "type": "request", "command": command}
        body = json.dumps({**about, "arguments": arguments}).encode()
        self.input.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        self.input.flush()
        return self.sequence

    def ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Send a request, and give the body of its answer."""
        number = self.send(command, **arguments)
        answer = self.until(lambda message: message.get("request_seq") == number)
        assert answer["success"], answer
        return dict(answer.get("body") or {})

    def event(self, name: str) -> dict[str, Any]:
        """Wait for an event, and give its body."""
        found = self.until(lambda message: message.get("event") == name)
        return dict(found.get("body") or {})

    def until(self, wanted: Any) -> dict[str, Any]:
        """Give the first message that is wanted; the others are kept."""
        for message in list(self.waiting):
            if wanted(message):
                self.waiting.remove(message)
                return message
        while not wanted(message := self._read()):
            self.waiting.append(message)
        return message

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self.output.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the debugger has hung up"
        return dict(json.loads(self.output.read(length)))

    def said(self, category: str) -> str:
        """Give what the program has written to one of its streams."""
        told = [each["body"] for each in self.waiting if each.get("event") == "output"]
        return "".join(each["output"] for each in told if each["category"] == category)

    def close(self) -> None:
        """End the program, if it still runs, and the adapter."""
        self.ask("disconnect", terminateDebuggee=True)
        self.adapter.communicate(timeout=60)
