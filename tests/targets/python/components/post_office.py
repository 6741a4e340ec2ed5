"""A mail server on the loopback that takes what it is given, or refuses as a test says."""

import asyncio
import threading
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default


@dataclass
class Delivery:
    """One message as it came: the envelope and the content."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def message(self) -> Message:
        """Give the content, read as programs for mail read it."""
        return message_from_bytes(self.content, policy=default)


@dataclass
class PostOffice:
    """What the server knows; `answers` says what to say to a command instead of yes."""

    answers: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def refusal(self, line: str) -> str | None:
        """Give what is answered to a command instead of yes."""
        found = (each for each in self.answers if line.upper().startswith(each.upper()))
        return self.answers.get(next(found, ""))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak SMTP on one connection."""
        sender, recipients = "", list[str]()
        writer.write(b"220 here\r\n")
        try:
            while line := (await reader.readline()).decode("latin-1").rstrip("\r\n"):
                self.commands.append(line)
                word = line.split(" ")[0].upper()
                refusal = self.refusal(line)
                if refusal is not None:
                    writer.write(f"{refusal}\r\n".encode())
                    continue
                match word:
                    case "EHLO":
                        writer.write(b"250-here\r\n250 AUTH PLAIN\r\n")
                        continue
                    case "AUTH":
                        _, user, password = b64decode(line.split(" ")[2]).decode().split("\0")
                        self.logins.append((user, password))
                        writer.write(b"235 welcome\r\n")
                        continue
                    case "MAIL":
                        sender = _address(line)
                    case "RCPT":
                        recipients.append(_address(line))
                    case "DATA":
                        writer.write(b"354 go on\r\n")
                        content = await reader.readuntil(b"\r\n.\r\n")
                        self.deliveries.append(Delivery(sender, recipients, content[:-5]))
                    case "QUIT":
                        writer.write(b"221 bye\r\n")
                        break
                    case _:
                        pass
                writer.write(b"250 fine\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


@contextmanager
def open_post_office(answers: Mapping[str, str] | None = None) -> Iterator[PostOffice]:
    """Serve on a thread of its own until the block ends."""
    office, loop = PostOffice(answers or {}), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(office.serve, "127.0.0.1", 0))
    office.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
