"""What the Python target refuses."""

from pipesmith.diagnostics.codes import Slug

NO_BINDING = Slug("python/no-binding", "A component has no implementation for Python")
MODULE_NAME = Slug("python/module-name", "A module would hide one of Python's own")
IMPORT_CYCLE = Slug("python/import-cycle", "Modules import each other")
NESTING_TOO_DEEP = Slug("python/nesting-too-deep", "Statements stand deeper than Python allows")
