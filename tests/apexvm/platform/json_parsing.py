"""`JSONParser` and `JSONToken`: JSON one token at a time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from tests.apexvm.errors import fail
from tests.apexvm.json_reading import read, simple, typed
from tests.apexvm.numbers import integer, long, plain
from tests.apexvm.registry import PlatformObject, enum, enum_value, static
from tests.apexvm.text import characters, units
from tests.apexvm.types import Type
from tests.apexvm.values import EnumValue, Long, TypeValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

enum(
    "JSONToken",
    "NOT_AVAILABLE START_OBJECT END_OBJECT START_ARRAY END_ARRAY FIELD_NAME "
    "VALUE_EMBEDDED_OBJECT VALUE_STRING VALUE_NUMBER_INT VALUE_NUMBER_FLOAT VALUE_TRUE "
    "VALUE_FALSE VALUE_NULL",
)
_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_WORD = re.compile(
    rf"\s*(?:(?P<string>{_STRING})|(?P<number>-?(?:0|[1-9]\d*)(?P<rest>(?:\.\d+)?(?:[eE][+-]?\d+)?))"
    r"|(?P<word>true|false|null)|(?P<mark>[{}\[\],:]))",
    re.ASCII,
)
_WORDS = {"true": "VALUE_TRUE", "false": "VALUE_FALSE", "null": "VALUE_NULL"}
_OPENING = {"{": "START_OBJECT", "[": "START_ARRAY"}
_CLOSING = {"}": "END_OBJECT", "]": "END_ARRAY"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class JsonParser(PlatformObject, apex="JSONParser"):
    """Goes through JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._open: list[str] = []
        self._names: list[str | None] = [None]
        self._token: _Token | None = None
        self._cleared: _Token | None = None
        self._after_value = False

    def next_token(self) -> EnumValue | None:
        """Go to the next token; give null at the end."""
        self._token = self._advance()
        return self.get_current_token()

    def next_value(self) -> EnumValue | None:
        """Go to the next token that is no field name."""
        self.next_token()
        return self.next_token() if self._is("FIELD_NAME") else self.get_current_token()

    def get_current_token(self) -> EnumValue | None:
        """Give the kind of the token, or null."""
        return enum_value("JSONToken", self._token.kind) if self._token else None

    def has_current_token(self) -> bool:
        """Say whether there is a token."""
        return self._token is not None

    def clear_current_token(self) -> None:
        """Forget the token."""
        self._cleared, self._token = self._token, None

    def get_last_cleared_token(self) -> EnumValue | None:
        """Give the kind of the token that was forgotten."""
        return enum_value("JSONToken", self._cleared.kind) if self._cleared else None

    def get_current_name(self) -> Value:
        """Give the name of the field that the token belongs to, or null."""
        if self._token and self._token.kind in ("START_OBJECT", "START_ARRAY"):
            return self._names[-2]
        return self._names[-1]

    def get_text(self) -> Value:
        """Give the text of the token."""
        return self._token.text if self._token else None

    def get_integer_value(self) -> int:
        """Give a number as an Integer."""
        return integer(int(self._number()))

    def get_long_value(self) -> Long:
        """Give a number as a Long."""
        return long(int(self._number()))

    def get_decimal_value(self) -> Decimal:
        """Give a number as a Decimal."""
        return plain(self._number())

    def get_double_value(self) -> float:
        """Give a number as a Double."""
        return float(self._number())

    def get_boolean_value(self) -> bool:
        """Give a Boolean."""
        if not self._is("VALUE_TRUE", "VALUE_FALSE"):
            fail("JSONException", "Current token not a boolean value")
        return self._is("VALUE_TRUE")

    def get_datetime_value(self) -> Value:
        """Give an instant."""
        return self._as("Datetime")

    def get_date_value(self) -> Value:
        """Give a day."""
        return self._as("Date")

    def get_time_value(self) -> Value:
        """Give a time of day."""
        return self._as("Time")

    def get_id_value(self) -> Value:
        """Give an identifier."""
        return self._as("Id")

    def get_blob_value(self) -> Value:
        """Give bytes."""
        return self._as("Blob")

    def _as(self, name: str) -> Value:
        if self._token is None or not self._is("VALUE_STRING"):
            fail("JSONException", "Current token not VALUE_STRING")
        return simple(self._token.text, Type(name))

    def skip_children(self) -> None:
        """Go to the end of an object or array that starts here."""
        depth = len(self._open)
        if self._is("START_OBJECT", "START_ARRAY"):
            while len(self._open) >= depth:
                self.next_token()

    def read_value_as(self, wanted: TypeValue, *, vm: Machine) -> Value:
        """Read the value that starts here as a type."""
        return self._read(wanted.type, vm, strict=False)

    def read_value_as_strict(self, wanted: TypeValue, *, vm: Machine) -> Value:
        """Read the value that starts here as a type that has all its keys."""
        return self._read(wanted.type, vm, strict=True)

    def _read(self, wanted: Type, vm: Machine, strict: bool) -> Value:
        if self._token is None:
            fail("JSONException", "No current token")
        start = self._token.start
        self.skip_children()
        return typed(read(self._text[start : self._place]), wanted, vm, strict)

    def _is(self, *kinds: str) -> bool:
        return self._token is not None and self._token.kind in kinds

    def _number(self) -> Decimal:
        if self._token is None or not self._is("VALUE_NUMBER_INT", "VALUE_NUMBER_FLOAT"):
            fail("JSONException", "Current token not numeric, can not use numeric value accessors")
        return Decimal(self._token.text)

    def _advance(self) -> _Token | None:
        found = self._word()
        if found is None:
            return None
        mark = found["mark"]
        if mark in (",", ":"):
            return self._separated(mark)
        if mark in _CLOSING:
            return self._close(found)
        if self._after_value:
            self._unexpected()
        if self._in_object and self._names[-1] is None:
            return self._name(found)
        return self._open_container(found) if mark else self._value(found)

    @property
    def _in_object(self) -> bool:
        return bool(self._open) and self._open[-1] == "{"

    def _word(self) -> re.Match[str] | None:
        if not self._text[self._place :].strip():
            if self._open:
                fail("JSONException", f"Unexpected end-of-input {self._where()}")
            return None
        found = _WORD.match(self._text, self._place)
        if found is None:
            self._unexpected()
        self._place = found.end()
        return found

    def _separated(self, mark: str) -> _Token | None:
        if mark == ":" or not self._open or not self._after_value:
            self._unexpected()
        self._after_value = False
        if self._in_object:
            self._names[-1] = None
        found = re.compile(r"\s*[\]}]").match(self._text, self._place)
        if found:
            self._unexpected()
        return self._advance()

    def _name(self, found: re.Match[str]) -> _Token:
        colon = re.compile(r"\s*:").match(self._text, self._place)
        if found["string"] is None or colon is None:
            self._unexpected()
        name = units(json.loads(found["string"]))
        self._names[-1] = name
        token = _Token("FIELD_NAME", name, found.start("string"), found.end())
        self._place = colon.end()
        return token

    def _open_container(self, found: re.Match[str]) -> _Token:
        mark = found["mark"]
        self._open.append(mark)
        self._names.append(None)
        return _Token(_OPENING[mark], mark, found.start("mark"), found.end())

    def _close(self, found: re.Match[str]) -> _Token:
        mark = found["mark"]
        pending = self._in_object and self._names[-1] is not None and not self._after_value
        if not self._open or {"{": "}", "[": "]"}[self._open[-1]] != mark or pending:
            self._unexpected()
        self._open.pop()
        self._names.pop()
        self._after_value = bool(self._open)
        return _Token(_CLOSING[mark], mark, found.start("mark"), found.end())

    def _value(self, found: re.Match[str]) -> _Token:
        self._after_value = bool(self._open)
        if found["string"] is not None:
            text = units(json.loads(found["string"]))
            return _Token("VALUE_STRING", text, found.start("string"), found.end())
        if found["number"] is not None:
            kind = "VALUE_NUMBER_FLOAT" if found["rest"] else "VALUE_NUMBER_INT"
            return _Token(kind, found["number"], found.start("number"), found.end())
        return _Token(_WORDS[found["word"]], found["word"], found.start("word"), found.end())

    def _where(self) -> str:
        before = self._text[: self._place]
        line = before.count("\n") + 1
        return f"at input location [{line},{len(before) - before.rfind(chr(10))}]"

    def _unexpected(self) -> NoReturn:
        rest = self._text[self._place :].lstrip()
        found = rest[:1] or "end-of-input"
        code = f" (code {ord(found)})" if len(found) == 1 else ""
        fail("JSONException", f"Unexpected character ('{found}'{code}) {self._where()}")


@static("JSON")
def create_parser(text: str) -> JsonParser:
    """Go through JSON one token at a time."""
    return JsonParser(characters(text))
