"""`JSONGenerator`: JSON one piece at a time."""

from __future__ import annotations

from tests.apexvm.errors import UnknownMethod, fail
from tests.apexvm.json_writing import Writer, quoted
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.values import Value


class JsonGenerator(PlatformObject, apex="JSONGenerator"):
    """Writes JSON."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._first = True

    def write_start_object(self) -> None:
        """Begin an object."""
        self._begin("{", "}")

    def write_end_object(self) -> None:
        """End an object."""
        self._end("}")

    def write_start_array(self) -> None:
        """Begin an array."""
        self._begin("[", "]")

    def write_end_array(self) -> None:
        """End an array."""
        self._end("]")

    def write_field_name(self, name: str) -> None:
        """Begin a field."""
        self._value(quoted(name) + ":")
        self._first = True

    def write_string(self, value: Value) -> None:
        """Write a text."""
        self._value(Writer(suppress_nulls=False, pretty=False).write(value))

    write_number = write_string
    write_boolean = write_string
    write_object = write_string
    write_date = write_string
    write_date_time = write_string
    write_id = write_string
    write_blob = write_string
    write_time = write_string

    def write_null(self) -> None:
        """Write null."""
        self._value("null")

    def write_string_field(self, name: str, value: Value) -> None:
        """Write a field."""
        self.write_field_name(name)
        self.write_string(value)

    write_number_field = write_string_field
    write_boolean_field = write_string_field
    write_object_field = write_string_field
    write_date_field = write_string_field
    write_date_time_field = write_string_field
    write_id_field = write_string_field

    def write_null_field(self, name: str) -> None:
        """Write a field that is null."""
        self.write_string_field(name, None)

    def get_as_string(self) -> str:
        """Give what was written."""
        return "".join(self._pieces)

    def _value(self, text: str) -> None:
        self._pieces.append(text if self._first else "," + text)
        self._first = False

    def _begin(self, opening: str, closing: str) -> None:
        self._value(opening)
        self._open.append(closing)
        self._first = True

    def _end(self, closing: str) -> None:
        if not self._open or self._open.pop() != closing:
            fail(
                "JSONException",
                f"Current context not {'an ARRAY' if closing == ']' else 'an object'}",
            )
        self._pieces.append(closing)
        self._first = False


@static("JSON")
def create_generator(pretty: bool) -> JsonGenerator:
    """Write JSON one piece at a time."""
    if pretty:
        raise UnknownMethod("JSON.createGenerator with indentation")
    return JsonGenerator()
