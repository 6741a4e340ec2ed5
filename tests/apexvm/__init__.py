"""An interpreter of the Apex that the compiler writes, for tests."""

from tests.apexvm.errors import (
    CompileError,
    Thrown,
    Unknown,
    UnknownMethod,
    UnknownName,
    UnknownSyntax,
    UnknownType,
    fail,
)
from tests.apexvm.parser import ApexSyntaxError, ParserMissing
from tests.apexvm.platform.http import Request, Response
from tests.apexvm.project import Project
from tests.apexvm.results import Coverage, TestResult

__all__ = [
    "ApexSyntaxError",
    "CompileError",
    "Coverage",
    "ParserMissing",
    "Project",
    "Request",
    "Response",
    "TestResult",
    "Thrown",
    "Unknown",
    "UnknownMethod",
    "UnknownName",
    "UnknownSyntax",
    "UnknownType",
    "fail",
]
