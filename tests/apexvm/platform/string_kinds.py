"""`String`: of what kinds its characters are."""

from __future__ import annotations

from tests.apexvm.registry import method


@method("String")
def is_numeric(this: str) -> bool:
    """Say whether there are only digits."""
    return this.isdecimal()


@method("String")
def is_numeric_space(this: str) -> bool:
    """Say whether there are only digits and blanks."""
    return all(unit.isdecimal() or unit == " " for unit in this)


@method("String")
def is_alpha(this: str) -> bool:
    """Say whether there are only letters."""
    return this.isalpha()


@method("String")
def is_alpha_space(this: str) -> bool:
    """Say whether there are only letters and blanks."""
    return all(unit.isalpha() or unit == " " for unit in this)


@method("String")
def is_alphanumeric(this: str) -> bool:
    """Say whether there are only letters and digits."""
    return bool(this) and all(unit.isalpha() or unit.isdecimal() for unit in this)


@method("String")
def is_alphanumeric_space(this: str) -> bool:
    """Say whether there are only letters, digits and blanks."""
    return all(unit.isalpha() or unit.isdecimal() or unit == " " for unit in this)


@method("String")
def is_all_lower_case(this: str) -> bool:
    """Say whether there are only small letters."""
    return bool(this) and all(unit.islower() for unit in this)


@method("String")
def is_all_upper_case(this: str) -> bool:
    """Say whether there are only capital letters."""
    return bool(this) and all(unit.isupper() for unit in this)


@method("String")
def is_whitespace(this: str) -> bool:
    """Say whether there is only space."""
    return not this or this.isspace()


@method("String")
def is_ascii_printable(this: str) -> bool:
    """Say whether there are only printable characters of ASCII."""
    return all(" " <= unit <= "~" for unit in this)
