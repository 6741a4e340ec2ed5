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
CALLOUT_TIME = Slug("apex/callout-time", "A callout may take longer than Apex allows")
OPEN_LOOP = Slug("apex/open-loop", "A loop without a bound calls out", severity=Severity.warning)
