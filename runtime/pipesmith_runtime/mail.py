"""E-mail: a letter as a message, and its way to the server.

No value can add a header or a recipient: addresses are checked, headers are encoded, and a
control character is refused.
"""

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from typing import TYPE_CHECKING, Final, Literal

from pipesmith_runtime.errors import (
    CONNECTIVITY,
    EXECUTION,
    SECURITY,
    TIMEOUT,
    VALIDATION,
    PipelineError,
)
from pipesmith_runtime.reading import Mismatch, read_email

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place

PATIENCE: Final = 30.0
"""How many seconds the server may take for each answer."""

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
WIRE: Final = compat32.clone(linesep="\r\n")
_PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Account:
    """Where messages are handed over, and as whom."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    sender: str
    login: tuple[str, str] | None


def account(scope: "Place") -> Account:
    """Give what the project file says of e-mail."""
    from pipesmith_runtime import config

    found = config.of(scope).email
    if found is None:
        raise PipelineError(VALIDATION, "the project file has no `[email]`")
    login = None
    if found.password_env is not None:
        user = scope.secret(found.user_env) if found.user_env else parseaddr(found.sender)[1]
        login = user, scope.secret(found.password_env)
    if login and found.tls == "none" and found.host not in LOOPBACK:
        raise PipelineError(SECURITY, "a password is sent with `tls` alone")
    return Account(found.host, found.port or PORTS[found.tls], found.tls, found.sender, login)


# ---------------------------------------------------------------- the message


@dataclass(frozen=True, slots=True)
class Letter:
    """What a program sends."""

    subject: str
    body: str
    to: Sequence[str]
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    reply_to: str | None = None
    html: str | None = None

    @property
    def recipients(self) -> list[str]:
        """Give each address once."""
        return list(dict.fromkeys([*self.to, *self.cc, *self.bcc]))

    def message(self, sender: str, now: datetime) -> Message:
        """Give the message as it is sent; `bcc` is not in it."""
        if not self.recipients:
            raise PipelineError(VALIDATION, "the message is for nobody: `to` is empty")
        message = self._content()
        name, address = parseaddr(sender)
        message["From"] = formataddr((_line(name, "from"), _address(address, "from")))
        for header, addresses in (("To", self.to), ("Cc", self.cc)):
            if addresses:
                listed = ", ".join(_address(each, header.lower()) for each in addresses)
                message[header] = Header(listed, "us-ascii", header_name=header).encode()
        for each in self.bcc:
            _address(each, "bcc")
        if self.reply_to is not None:
            message["Reply-To"] = _address(self.reply_to, "reply_to")
        message["Subject"] = _subject(_line(self.subject, "subject")).encode()
        message["Date"] = format_datetime(now)
        message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        return message

    def _content(self) -> Message:
        plain = MIMEText(self.body, "plain", "utf-8")
        if self.html is None:
            return plain
        both = MIMEMultipart("alternative")
        both.attach(plain)
        both.attach(MIMEText(self.html, "html", "utf-8"))
        return both


def _address(text: str, where: str) -> str:
    """Give an address that stands for one mailbox and for nothing else."""
    try:
        address = read_email(text)
    except Mismatch:
        address = ""
    if not address.isascii() or "=?" in address or not address or _CONTROL.search(address):
        raise PipelineError(VALIDATION, f"{where}: not an address of e-mail")
    return address


def _line(text: str, where: str) -> str:
    if _CONTROL.search(text):
        raise PipelineError(VALIDATION, f"{where}: holds a line break or control character")
    return text


def _subject(text: str) -> Header:
    """Encode a subject, unless it is plain; what looks encoded is encoded again."""
    plain = len(text) < 60 and "=?" not in text and _PLAIN.fullmatch(text)
    return Header(text, "us-ascii" if plain else "utf-8", header_name="Subject")


# ---------------------------------------------------------------- the way


def deliver(account: Account, message: Message, recipients: list[str]) -> None:
    """Hand a message over; meant for a thread."""
    sender = parseaddr(account.sender)[1]
    try:
        with _connected(account) as server:
            if account.login is not None:
                server.login(*account.login)
            refused = server.sendmail(sender, recipients, message.as_bytes(policy=WIRE))
    except (OSError, smtplib.SMTPException) as failure:
        raise _failed(failure) from None
    if refused:
        raise _not_taken(refused)


def _connected(account: Account) -> smtplib.SMTP:
    where = account.host, account.port
    if account.tls == "tls":
        return smtplib.SMTP_SSL(*where, timeout=PATIENCE, context=ssl.create_default_context())
    server = smtplib.SMTP(*where, timeout=PATIENCE)
    try:
        if account.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
    except BaseException:
        server.close()
        raise
    return server


def _failed(failure: OSError | smtplib.SMTPException) -> PipelineError:
    match failure:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return _not_taken(refused)
        case smtplib.SMTPAuthenticationError():
            return PipelineError(SECURITY, "the mail server refuses the user or the password")
        case smtplib.SMTPNotSupportedError():
            return PipelineError(SECURITY, f"the mail server cannot do this: {failure}")
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            kind = CONNECTIVITY if code < 0 or 400 <= code < 500 else EXECUTION
            return PipelineError(kind, f"the mail server answered {code} {_said(text)}")
        case ssl.SSLError():
            return PipelineError(SECURITY, f"no safe connection to the mail server: {failure}")
        case TimeoutError():
            return PipelineError(TIMEOUT, "the mail server did not answer in time")
        case _:
            reason = getattr(failure, "strerror", None) or str(failure) or type(failure).__name__
            return PipelineError(CONNECTIVITY, f"the mail server cannot be reached: {reason}")


def _not_taken(refused: dict[str, tuple[int, bytes]]) -> PipelineError:
    """Name the recipients that the server does not take; the others got the message."""
    codes = [code for code, _ in refused.values()]
    kind = CONNECTIVITY if all(400 <= code < 500 for code in codes) else EXECUTION
    listed = [
        {"address": address, "code": code, "text": _said(text)}
        for address, (code, text) in refused.items()
    ]
    return PipelineError(kind, "the mail server does not take every recipient", listed)


def _said(text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(plain.split())[:500]
