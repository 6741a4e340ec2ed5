"""`Messaging`: single messages by e-mail, as far as a transaction can tell of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject, enum_value, static
from tests.apexvm.types import STRING, Type
from tests.apexvm.values import ApexList, EnumValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_RESULT, _ERROR = Type("Messaging.SendEmailResult"), Type("Messaging.SendEmailError")


class SingleEmailMessage(PlatformObject, apex="Messaging.SingleEmailMessage", new=True):
    """A message."""

    def __init__(self) -> None:
        self.addresses: dict[str, ApexList | None] = {"to": None, "cc": None, "bcc": None}
        self.texts: dict[str, Value] = {}

    def set_to_addresses(self, addresses: ApexList | None) -> None:
        """Say who it is for."""
        self.addresses["to"] = addresses

    def get_to_addresses(self) -> ApexList | None:
        """Tell who it is for."""
        return self.addresses["to"]

    def set_cc_addresses(self, addresses: ApexList | None) -> None:
        """Say who gets copies."""
        self.addresses["cc"] = addresses

    def set_bcc_addresses(self, addresses: ApexList | None) -> None:
        """Say who gets hidden copies."""
        self.addresses["bcc"] = addresses

    def set_reply_to(self, address: Value) -> None:
        """Say where answers go."""
        self.texts["reply_to"] = address

    def set_subject(self, text: Value) -> None:
        """Set the subject."""
        self.texts["subject"] = text

    def get_subject(self) -> Value:
        """Give the subject."""
        return self.texts.get("subject")

    def set_plain_text_body(self, text: Value) -> None:
        """Set the text."""
        self.texts["plain"] = text

    def get_plain_text_body(self) -> Value:
        """Give the text."""
        return self.texts.get("plain")

    def set_html_body(self, text: Value) -> None:
        """Set the second form of the text."""
        self.texts["html"] = text

    def get_html_body(self) -> Value:
        """Give the second form of the text."""
        return self.texts.get("html")

    def set_use_signature(self, flag: Value) -> None:
        """Say whether the signature of the user is added."""
        self.texts["signature"] = flag

    def everyone(self) -> list[str]:
        """Give all addresses."""
        lists = [each for each in self.addresses.values() if each is not None]
        return [str(address) for each in lists for address in each.items]


class SendEmailError(PlatformObject, apex="Messaging.SendEmailError"):
    """Why a message was not sent."""

    def __init__(self, status: str, message: str) -> None:
        self._status, self._message = status, message

    def get_message(self) -> str:
        """Give the text."""
        return self._message

    def get_status_code(self) -> EnumValue:
        """Give the kind."""
        return enum_value("StatusCode", self._status)

    def get_fields(self) -> ApexList:
        """Name the fields that are wrong."""
        return ApexList(STRING, [])

    def get_target_object_id(self) -> Value:
        """Give the record that the message was for."""
        return None


class SendEmailResult(PlatformObject, apex="Messaging.SendEmailResult"):
    """What became of a message."""

    def __init__(self, errors: list[SendEmailError]) -> None:
        self._errors = errors

    def is_success(self) -> bool:
        """Say whether it was sent."""
        return not self._errors

    def get_errors(self) -> ApexList:
        """Give what is wrong."""
        return ApexList(_ERROR, self._errors)


@static("Messaging")
def send_email(messages: ApexList, all_or_nothing: bool = True, *, vm: Machine) -> ApexList:
    """Send messages; where one cannot be sent, the others are or nothing is."""
    vm.transaction.spend("emails", 1, "Too many Email Invocations")
    results = [SendEmailResult(_errors(one)) for one in messages.items]
    wrong = [one for one in results if not one.is_success()]
    if all_or_nothing and wrong:
        first = wrong[0].get_errors().items[0]
        code = first.get_status_code().name
        fail("EmailException", f"SendEmail failed. First error: {code}, {first.get_message()}")
    vm.sent += [each for each, one in zip(messages.items, results, strict=True) if one.is_success()]
    vm.transaction.uncommitted = True
    return ApexList(_RESULT, results)


def _errors(message: SingleEmailMessage) -> list[SendEmailError]:
    everyone = message.everyone()
    if not everyone:
        return [SendEmailError("REQUIRED_FIELD_MISSING", "Add a recipient to send an email.")]
    return [
        SendEmailError("INVALID_EMAIL_ADDRESS", f"Email address is invalid: {address}")
        for address in everyone
        if not _ADDRESS.fullmatch(address)
    ]
