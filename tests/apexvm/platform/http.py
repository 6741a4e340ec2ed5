"""`Http`, `HttpRequest` and `HttpResponse`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.apexvm.errors import fail
from tests.apexvm.members import send as send_message
from tests.apexvm.registry import PlatformObject
from tests.apexvm.text import characters, units, utf8
from tests.apexvm.types import STRING
from tests.apexvm.values import ApexList, Blob, Instance, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_LONGEST = 120_000
NO_MOCK = "Methods defined as TestMethod do not support Web service callouts"
UNCOMMITTED = "You have uncommitted work pending. Please commit or rollback before calling out"


class _Message(PlatformObject, apex="HttpMessage"):
    def __init__(self) -> None:
        self.headers: dict[str, tuple[str, str]] = {}
        self.data = b""

    def set_header(self, name: str, value: str | None) -> None:
        """Set a header; its name is found in any case."""
        self.headers[name.lower()] = (name, value or "")

    def get_header(self, name: str) -> Value:
        """Give a header, or null."""
        found = self.headers.get(name.lower())
        return found[1] if found else None

    def set_body(self, text: str) -> None:
        """Set the body as text."""
        self.data = utf8(text)

    def get_body(self) -> str:
        """Give the body as text."""
        return units(self.data.decode("utf-8", "replace"))

    def set_body_as_blob(self, data: Blob) -> None:
        """Set the body as bytes."""
        self.data = data.data

    def get_body_as_blob(self) -> Blob:
        """Give the body as bytes."""
        return Blob(self.data)


class HttpRequest(_Message, apex="HttpRequest", new=True):
    """A request."""

    def __init__(self) -> None:
        super().__init__()
        self.endpoint: Value = None
        self.method: Value = None
        self.timeout = 10_000
        self.compressed = False

    def set_endpoint(self, address: str) -> None:
        """Say where it goes."""
        self.endpoint = address

    def get_endpoint(self) -> Value:
        """Tell where it goes."""
        return self.endpoint

    def set_method(self, name: str) -> None:
        """Set the method."""
        self.method = name

    def get_method(self) -> Value:
        """Give the method."""
        return self.method

    def set_timeout(self, ms: int) -> None:
        """Set the longest wait."""
        if not 1 <= ms <= _LONGEST:
            fail("CalloutException", f"Invalid timeout: {ms}; must be between 1 and {_LONGEST}")
        self.timeout = ms

    def set_compressed(self, flag: bool) -> None:
        """Say whether the body is compressed."""
        self.compressed = flag

    def get_compressed(self) -> bool:
        """Tell whether the body is compressed."""
        return self.compressed


class HttpResponse(_Message, apex="HttpResponse", new=True):
    """A response."""

    def __init__(self) -> None:
        super().__init__()
        self.code = 0
        self.status: Value = None

    def set_status_code(self, code: int) -> None:
        """Set the status code."""
        self.code = code

    def get_status_code(self) -> int:
        """Give the status code."""
        return self.code

    def set_status(self, text: str | None) -> None:
        """Set the text of the status."""
        self.status = text

    def get_status(self) -> Value:
        """Give the text of the status."""
        return self.status

    def get_header_keys(self) -> ApexList:
        """List the names of the headers."""
        return ApexList(STRING, (name for name, _ in self.headers.values()))


class Http(PlatformObject, apex="Http", new=True):
    """Sends requests."""

    def send(self, request: HttpRequest, *, vm: Machine) -> Value:
        """Send a request to the mock of the test, or to what stands for the network."""
        if vm.transaction.uncommitted:
            fail("CalloutException", UNCOMMITTED)
        vm.transaction.spend("callouts", 1, "Too many callouts")
        began = vm.clock()
        try:
            return _answer(request, vm)
        finally:
            vm.transaction.spend("callout_time", vm.clock() - began, "Too long callouts")


def _answer(request: HttpRequest, vm: Machine) -> Value:
    mock = vm.mocks.get("httpcalloutmock")
    if isinstance(mock, Instance):
        return send_message(mock, "respond", [request], [None], vm)
    if not request.endpoint:
        fail("CalloutException", "System.HttpRequest: no endpoint is set")
    if vm.http is not None:
        return _received(vm.http(_sent(request)))
    return fail("TypeException", NO_MOCK)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as what stands for the network sees it."""

    method: str
    endpoint: str
    headers: dict[str, str]
    body: str
    timeout: int


@dataclass(frozen=True, slots=True)
class Response:
    """What stands for the network answers."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def _sent(request: HttpRequest) -> Request:
    headers = {name: characters(value) for name, value in request.headers.values()}
    body = characters(request.get_body())
    return Request(
        str(request.method), characters(request.endpoint), headers, body, request.timeout
    )


def _received(answer: Response) -> HttpResponse:
    made = HttpResponse()
    made.set_status_code(answer.status)
    made.set_body(units(answer.body))
    for name, value in answer.headers.items():
        made.set_header(name, units(value))
    return made
