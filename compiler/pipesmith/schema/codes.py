"""What is said when a JSON Schema is imported."""

from pipesmith.diagnostics.codes import Severity, Slug

NOT_A_SCHEMA = Slug("schema/not-a-schema", "A file is not a JSON Schema")
NOT_EXPRESSIBLE = Slug(
    "schema/not-expressible", "A schema says what no type says", Severity.warning
)
RENAMED = Slug("schema/renamed", "A field is not called as it is in JSON", Severity.warning)
OPEN = Slug("schema/open", "An object with other fields becomes a record", Severity.warning)
