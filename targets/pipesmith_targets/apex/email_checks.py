"""E-mail that Apex cannot send as the source says.

Reads     pipelines, and how many messages they may send.
Gives     what is said of messages before callouts, of too many, and of ids that nobody knows.
Reports   `apex/email`.
Promises  that what is left is sent, each message in a transaction that allows it.
Leaves    addresses and texts to the run.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.emails import EMAIL, EMAILS, Mailing, Mailings
from pipesmith_targets.apex.refusal import Refusal

_CALLS = n.ComponentCall | n.PipelineCall


def refused_emails(
    module: str, pipeline: n.Pipeline, is_job: bool, mailings: Mailings
) -> Iterator[Refusal]:
    """Find messages that a pipeline cannot send."""
    yield from _ids(pipeline)
    if not is_job:
        yield from _unfit(pipeline.name, pipeline, mailings.of_pipeline(module, pipeline.name))
        return
    for stage in inside(pipeline):
        if (
            isinstance(stage, n.Stage)
            and isinstance(stage.body, _CALLS)
            and _is_sound(stage.body, mailings)
        ):
            yield from _unfit(stage.segment, stage.body, mailings.of_stage(stage))


def _is_sound(call: n.ComponentCall | n.PipelineCall, mailings: Mailings) -> bool:
    """Tell whether nothing is said of what is called; it has a finding of its own."""
    return (
        isinstance(call, n.ComponentCall) or mailings.of_pipeline(call.module, call.pipeline).fits
    )


def _unfit(name: str, at: n.Pipeline | n.Body, mailing: Mailing) -> Iterator[Refusal]:
    if mailing.is_late:
        yield Refusal(
            codes.EMAIL,
            f"`{name}` may call out after it has sent an e-mail",
            "one transaction does both",
            at.place,
            notes=("Salesforce allows no callout after an e-mail in the same transaction",),
        )
    elif not mailing.fits:
        yield Refusal(
            codes.EMAIL,
            f"`{name}` may send more than {EMAILS} e-mails in one transaction",
            f"one transaction sends {EMAILS} e-mails at most",
            at.place,
        )


def _ids(pipeline: n.Pipeline) -> Iterator[Refusal]:
    """Refuse ids of messages that something reads."""
    read = {part.name for part in inside(pipeline) if isinstance(part, n.Local)}
    for stage in inside(pipeline):
        if not (isinstance(stage, n.Stage) and isinstance(stage.body, n.ComponentCall)):
            continue
        if (stage.body.module, stage.body.component) == ("", EMAIL) and stage.name in read:
            yield Refusal(
                codes.EMAIL,
                f"the id of the e-mail `{stage.name}` cannot be known in Apex",
                "Salesforce gives no id of a message",
                stage.body.place,
                help="send it by `do`",
            )
