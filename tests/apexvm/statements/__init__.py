"""The compilers of statements, one module for each family."""

from tests.apexvm.statements import blocks, jumps, loops, records, switching, trying

__all__ = ["blocks", "jumps", "loops", "records", "switching", "trying"]
