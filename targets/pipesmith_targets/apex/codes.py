"""What the Apex target refuses."""

from pipesmith.diagnostics.codes import Severity, Slug

NO_BINDING = Slug("apex/no-binding", "A component has no implementation for Apex")
COMPONENT = Slug("apex/component", "A kind of component that Apex does not have")
SECRET = Slug("apex/secret", "A secret stands where Apex cannot put it")
SIGNAL = Slug(
    "apex/signal", "A signal is waited for beside others, of which the first to come counts"
)
DEADLINE = Slug("apex/deadline", "A deadline that is over before Apex has tried again")
CALLOUT_LIMIT = Slug("apex/callout-limit", "A pipeline may call out more often than Apex allows")
CALLOUT_TIME = Slug("apex/callout-time", "Callouts may take longer than Apex allows")
SHORT_WAIT = Slug(
    "apex/short-wait", "A wait takes whole minutes in Apex", severity=Severity.warning
)
IN_TURN = Slug(
    "apex/in-turn",
    "Iterations that call out run one after the other in Apex",
    severity=Severity.warning,
)
PROGRESS = Slug(
    "apex/progress",
    "A transaction may begin more stages than it can tell of",
    severity=Severity.warning,
)
OPEN_LOOP = Slug("apex/open-loop", "A loop without a bound calls out", severity=Severity.warning)
EMAIL = Slug("apex/email", "E-mail that one transaction cannot send")
UNKNOWN_HOST = Slug(
    "apex/unknown-host", "Nothing tells which host a request goes to", severity=Severity.warning
)
TEST_PROPERTY = Slug(
    "apex/test-property", "A property is not written in Apex", severity=Severity.warning
)
TEST_MOCK = Slug("apex/test-mock", "A test mocks a pipeline or a signal", severity=Severity.warning)
TEST_RACE = Slug("apex/test-race", "A test in which time decides", severity=Severity.warning)
TEST_TIME = Slug("apex/test-time", "A test asks how long a run takes", severity=Severity.warning)
TEST_TRACE = Slug(
    "apex/test-trace", "A test asks of a stage that leaves no trace", severity=Severity.warning
)
