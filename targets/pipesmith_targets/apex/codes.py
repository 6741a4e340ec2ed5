"""What the Apex target refuses."""

from pipesmith.diagnostics.codes import Slug

NO_BINDING = Slug("apex/no-binding", "A component has no implementation for Apex")
COMPONENT = Slug("apex/component", "A kind of component that Apex does not have")
FUNCTION = Slug("apex/function", "A standard function that Apex does not have")
SUB_PIPELINE = Slug("apex/sub-pipeline", "A pipeline that waits is called by another")
RACE = Slug("apex/race", "Branches of which some are left, in a pipeline that waits")
SIGNAL = Slug("apex/signal", "A pipeline waits for a signal, which one transaction cannot")
BACKOFF = Slug("apex/backoff", "Several stages are tried again after some time")
TIMEOUT = Slug("apex/timeout", "A limit of time that Apex cannot hold")
CACHE = Slug("apex/cache", "Results that are kept for later calls")
RETRY_JUMP = Slug("apex/retry-jump", "A jump of a loop leaves what is tried again")
MEMBER = Slug("apex/member", "A value of a kind that Apex cannot hold here")
