"""Messages by e-mail."""

from functools import partial

from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run


@operator(name="email.send")
async def email_send(
    run: Run,
    to: list[str],
    subject: str,
    body: str,
    cc: list[str] | None = None,
    bcc: list[str] | None = None,
    reply_to: str | None = None,
    html: str | None = None,
) -> str:
    """Send a message and give its id; `html` is a second form of the body."""
    from pipesmith_runtime.mail import Letter, account, deliver

    sender = account(run)
    letter = Letter(subject, body, to, cc or [], bcc or [], reply_to, html)
    message = letter.message(sender.sender, run.settings.clock.now())
    send = partial(deliver, sender, message, letter.recipients)
    await run.state.loop.run_in_executor(run.state.threads, send)
    return str(message["Message-ID"])
