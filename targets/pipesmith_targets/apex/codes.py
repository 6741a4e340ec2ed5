"""What the Apex target refuses."""

from pipesmith.diagnostics.codes import Severity, Slug

NO_BINDING = Slug("apex/no-binding", "A component has no implementation for Apex")
COMPONENT = Slug("apex/component", "A kind of component that Apex does not have")
SUB_PIPELINE = Slug("apex/sub-pipeline", "A pipeline that waits is called by another")
SECRET = Slug("apex/secret", "A secret stands where Apex cannot put it")
SIGNAL = Slug("apex/signal", "A pipeline waits for a signal, which one transaction cannot")
DEADLINE = Slug("apex/deadline", "A deadline that is over before Apex has tried again")
RETRY_JUMP = Slug("apex/retry-jump", "A jump of a loop leaves what is tried again")
CALLOUT_LIMIT = Slug("apex/callout-limit", "A pipeline may call out more often than Apex allows")
CALLOUT_TIME = Slug("apex/callout-time", "A callout may take longer than Apex allows")
OPEN_LOOP = Slug("apex/open-loop", "A loop without a bound calls out", severity=Severity.warning)
EMAIL = Slug("apex/email", "E-mail that one transaction cannot send")
UNKNOWN_HOST = Slug(
    "apex/unknown-host", "Nothing tells which host a request goes to", severity=Severity.warning
)
