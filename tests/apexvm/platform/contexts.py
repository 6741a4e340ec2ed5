"""What the platform hands to jobs and finalizers."""

from __future__ import annotations

from tests.apexvm.registry import PlatformObject, enum, enum_value
from tests.apexvm.values import EnumValue, Id, Value

enum("ParentJobResult", "SUCCESS UNHANDLED_EXCEPTION")


class QueueableContext(PlatformObject, apex="QueueableContext"):
    """Tells a job who it is."""

    def __init__(self, job: Id) -> None:
        self._job = job

    def get_job_id(self) -> Id:
        """Give the identifier of the job."""
        return self._job


class FinalizerContext(PlatformObject, apex="FinalizerContext"):
    """Tells a finalizer how its job ended."""

    def __init__(self, job: Id, ended: Value) -> None:
        self._job = job
        self._ended = ended

    def get_async_apex_job_id(self) -> Id:
        """Give the identifier of the job."""
        return self._job

    def get_request_id(self) -> str:
        """Give the identifier of the request, which is that of the job here."""
        return str(self._job)

    def get_result(self) -> EnumValue:
        """Say how the job ended."""
        name = "UNHANDLED_EXCEPTION" if self._ended else "SUCCESS"
        return enum_value("ParentJobResult", name)

    def get_exception(self) -> Value:
        """Give what ended the job, or null."""
        return self._ended
