"""The exception classes of the platform, all directly below `Exception`."""

from __future__ import annotations

from tests.apexvm.declarations import Class
from tests.apexvm.types import Type
from tests.apexvm.values import Instance, Value

ROOT = Class.platform("Exception", None)

_NAMES = """
AssertException AsyncException CalloutException DmlException EmailException
ExternalObjectException FinalException HandledException IllegalArgumentException
InvalidParameterValueException InvalidReadOnlyUserDmlException JSONException LimitException
ListException MathException NoAccessException NoDataFoundException NoSuchElementException
NullPointerException QueryException RequiredFeatureMissingException SearchException
SecurityException SerializationException SObjectException StringException TouchHandledException
TypeException UnexpectedException UnsupportedOperationException VisualforceException XmlException
""".split()

PLATFORM = {name.lower(): Class.platform(name, ROOT) for name in _NAMES} | {"exception": ROOT}


def platform_exception(type_name: str, message: str, cause: Value = None) -> Instance:
    """Make an exception of the platform."""
    made = Instance(PLATFORM[type_name.lower()])
    made.fields.update(message=message, cause=cause)
    return made


def find(type_: Type) -> Class | None:
    """Find an exception class of the platform by its written name."""
    return None if type_.arguments else PLATFORM.get(type_.head)
