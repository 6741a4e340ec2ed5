"""The versioned JSON form of the IR, published as a JSON Schema, and read back.

Only this module needs pydantic, which is slow to import; the front end never imports it.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipesmith.ir.nodes import IR_VERSION, Program


class UnreadableProgram(ValueError):
    """A JSON text is no program of this IR version; the message says where and why."""


def to_json(program: Program) -> str:
    """Write a program; the same program gives the same bytes."""
    return _adapter().dump_json(program, indent=2).decode() + "\n"


def from_json(text: str | bytes) -> Program:
    """Read a program. UnreadableProgram says what does not fit; what it means is for `verify` to
    judge.
    """
    try:
        program = _adapter().validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UnreadableProgram(f"{_path(first['loc'])}: {first['msg']}") from None
    if program.version != IR_VERSION:
        raise UnreadableProgram(
            f"$.version: this is version {program.version}, expected {IR_VERSION}"
        )
    return program


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of the form."""
    return _adapter().json_schema()


@cache
def _adapter() -> TypeAdapter[Program]:
    return TypeAdapter(Program)


def _path(location: tuple[int | str, ...]) -> str:
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
