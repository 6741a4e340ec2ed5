"""The slugs of loading, resolving, checking and ordering."""

from pipesmith.diagnostics.codes import Severity, Slug

_WARNING = Severity.warning

# Modules
IMPORT_NOT_FOUND = Slug("import-not-found", "an imported file is not there or cannot be read")
IMPORT_PATH = Slug("import-path", "an import path is not a relative path to a `.pipe` file")
IMPORT_NAME_UNKNOWN = Slug("import-name-unknown", "a file does not declare an imported name")
MODULE_COLLISION = Slug("module-collision", "two files have the same module name")

# Names
DUPLICATE_NAME = Slug("duplicate-name", "a name is declared twice in one place")
SHADOWED_NAME = Slug("shadowed-name", "a name is already in use outside")
CASE_CLASH = Slug("case-clash", "two names differ in case alone")
RESERVED_NAME = Slug("reserved-name", "a declaration takes a name that the language has given away")
UNKNOWN_NAME = Slug("unknown-name", "no value has this name here")
UNKNOWN_STAGE = Slug("unknown-stage", "no stage has this name or address")
UNKNOWN_TYPE = Slug("unknown-type", "no type has this name")
UNKNOWN_FUNCTION = Slug("unknown-function", "no function has this name")
UNKNOWN_COMPONENT = Slug("unknown-component", "no component or pipeline has this name")
UNKNOWN_ERROR = Slug("unknown-error", "no error has this name")
UNKNOWN_MEMBER = Slug("unknown-member", "a value has no member of this name")
READ_TOO_EARLY = Slug("read-too-early", "a variable is read above its declaration")
COMPONENT_IN_EXPRESSION = Slug(
    "component-in-expression", "a component or pipeline is called inside an expression"
)
CALL_CYCLE = Slug("call-cycle", "functions or pipelines call each other in a circle")
TYPE_CYCLE = Slug("type-cycle", "a type contains itself without an end")
ERROR_CYCLE = Slug("error-cycle", "errors are each other's kind in a circle")
UNUSED_NAME = Slug("unused-name", "nothing reads this name", _WARNING)

# Types
TYPE_MISMATCH = Slug("type-mismatch", "a value does not have the type that its place wants")
BAD_TYPE = Slug("bad-type", "a type is not well formed")
UNSAFE_NULL = Slug("unsafe-null", "a value that may be null is used as if it were not")
NO_COMMON_TYPE = Slug("no-common-type", "values that meet have no common type")
UNKNOWN_ITEM_TYPE = Slug("unknown-item-type", "the items of an empty literal have no known type")
BAD_OPERANDS = Slug("bad-operands", "an operator does not take values of these types")
NOT_COMPARABLE = Slug("not-comparable", "values of these types cannot be compared")
BAD_CHAIN = Slug("bad-chain", "a chain of comparisons does not point one way")
BAD_INDEX = Slug("bad-index", "a value cannot be indexed in this way")
CONDITION_VIOLATED = Slug("condition-violated", "a literal breaks the condition of its type")
NEEDLESS_DEFAULT = Slug(
    "needless-default", "`??` or `?.` stands after what is never null", _WARNING
)
NEGATIVE_FILTER = Slug(
    "negative-filter", "a filter binds tighter than the minus before it", _WARNING
)
SECRET_LEAK = Slug("secret-leak", "a secret goes where it could be seen")
OUTSIDE_RUN = Slug("outside-run", "what belongs to a run is read where there is none")

# Calls
MISSING_ARGUMENT = Slug("missing-argument", "a call leaves out what has no default")
UNKNOWN_ARGUMENT = Slug("unknown-argument", "a call names a parameter that is not there")
DUPLICATE_ARGUMENT = Slug("duplicate-argument", "a call gives one parameter twice")
POSITIONAL_ARGUMENT = Slug("positional-argument", "an argument needs its name")
BAD_ARGUMENTS = Slug("bad-arguments", "a standard function does not take these arguments")
BAD_JMESPATH = Slug("bad-jmespath", "a JMESPath expression cannot be used")
BAD_SCHEMA = Slug("bad-schema", "a JSON Schema cannot be used")
SQL_TEXT = Slug("sql-text", "a statement of SQL is not a constant text")
MISPLACED_LAMBDA = Slug("misplaced-lambda", "a lambda stands where no function takes it")

# Statements
MISSING_RETURN = Slug("missing-return", "a pipeline can end without its result")
MISSING_YIELD = Slug("missing-yield", "a block can end without the value that others give")
MISPLACED_YIELD = Slug("misplaced-yield", "a `yield` stands where no value is taken")
MISPLACED_JUMP = Slug("misplaced-jump", "a jump leads out of where it may not leave")
NOT_A_VARIABLE = Slug("not-a-variable", "`set` names what is no variable")
CONCURRENT_SET = Slug("concurrent-set", "code that runs side by side sets a variable from outside")
NOT_EXHAUSTIVE = Slug("not-exhaustive", "a `switch` leaves values out")
DUPLICATE_CASE = Slug("duplicate-case", "a `switch` names one value twice")
NO_VALUE = Slug("no-value", "a body gives no value, but its name is read")
CANNOT_RAISE = Slug("cannot-raise", "this error cannot be raised or caught by name")
BAD_LIMIT = Slug("bad-limit", "a literal limit is out of range")
UNREACHABLE = Slug("unreachable", "a statement can never run", _WARNING)
CONSTANT_CONDITION = Slug("constant-condition", "a condition never changes", _WARNING)
IDLE_CATCH = Slug("idle-catch", "what is named here cannot happen", _WARNING)
STAGE_CYCLE = Slug("stage-cycle", "statements wait for each other")

# Clauses and components
MISPLACED_CLAUSE = Slug("misplaced-clause", "a clause does not belong here")
MISSING_KEY = Slug("missing-key", "a block is cached, and nothing says by which key")
BAD_BINDING = Slug("bad-binding", "a component's implementation is not well formed")
NO_BINDING = Slug("no-binding", "a component has no implementation")
NOT_SUPPORTED = Slug("not-supported", "this version does not support a feature")

# Tests
BAD_TEST = Slug("bad-test", "a test or property is not well formed")
BAD_MOCK = Slug("bad-mock", "a mock is not well formed")
BAD_EXPECTATION = Slug("bad-expectation", "an expectation is about what cannot be seen")
