"""`email.send`: what the server gets, what no text can do to a message, and what fails."""

from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.targets.python.components.post_office import PostOffice, open_post_office
from tests.targets.python.components.whole import Ran, ran

from pipesmith_runtime import PipelineError
from pipesmith_runtime.mail import WIRE, Letter

PROGRAM = """
pipeline p(
  to: list[string],
  subject: string = "Report",
  body: string = "Done.",
  cc: list[string] = [],
  bcc: list[string] = [],
  reply_to: string? = null,
  html: string? = null,
) -> string {
  stage id = email.send(to, subject, body, cc, bcc, reply_to, html)
  return id
}
"""
PROJECT = """
[email]
host = "127.0.0.1"
port = {port}
tls = "none"
from = "Reports <reports@shop.example>"
"""
LOGIN = 'user_env = "MAIL_USER"\npassword_env = "MAIL_PASSWORD"\n'
CANARY = "canary/p4ssword+x"


def sent(
    office: PostOffice, folder: Path, more: str = "", secrets: Any = None, **given: Any
) -> Ran:
    values = {"to": ["ada@shop.example"], **given}
    return ran(PROGRAM, folder, PROJECT.format(port=office.port) + more, values, secrets=secrets)


def test_a_message_arrives(tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "to": ["ada@shop.example", "bob@shop.example"],
        "cc": ["cy@shop.example"],
        "bcc": ["dan@shop.example", "ada@shop.example"],
        "subject": "Gr\u00fc\u00dfe =?utf-8?q?x?=",
        "body": "Zeile 1\n.\nZeile 3 \u20ac\n",
        "html": "<p>Zeile</p>",
        "reply_to": "help@shop.example",
    }
    with open_post_office() as office:
        done = sent(office, tmp_path, **given)
    (delivery,) = office.deliveries
    message = delivery.message
    assert delivery.sender == "reports@shop.example"
    assert delivery.recipients == [f"{name}@shop.example" for name in ("ada", "bob", "cy", "dan")]
    assert message["From"] == "Reports <reports@shop.example>"
    assert (message["To"], message["Cc"]) == (
        "ada@shop.example, bob@shop.example",
        "cy@shop.example",
    )
    assert (message["Bcc"], message["Reply-To"]) == (None, "help@shop.example")
    assert message["Subject"] == given["subject"]
    assert message["Message-ID"] == done.value
    assert done.value.endswith("@shop.example>")
    plain, html = message.iter_parts()  # type: ignore[attr-defined]
    assert plain.get_content() == given["body"]
    assert html.get_content().rstrip("\n") == given["html"]


def test_the_server_is_told_who_sends_and_nothing_else_is(tmp_path: Path) -> None:
    secrets = {"MAIL_USER": "shop-user", "MAIL_PASSWORD": CANARY}
    with open_post_office() as office:
        done = sent(office, tmp_path, LOGIN, secrets)
    assert office.logins == [("shop-user", CANARY)]
    assert done.error is None
    assert CANARY not in done.told


def test_a_refused_password_is_no_part_of_the_error(tmp_path: Path) -> None:
    secrets = {"MAIL_USER": "shop-user", "MAIL_PASSWORD": CANARY}
    with open_post_office({"AUTH": f"535 no, not with {CANARY}"}) as office:
        done = sent(office, tmp_path, LOGIN, secrets)
    assert done.failed.type == "SECURITY"
    assert done.failed.message == "the mail server refuses the user or the password"
    assert CANARY not in done.told


def test_a_missing_password_is_named(tmp_path: Path) -> None:
    with open_post_office() as office:
        failed = sent(office, tmp_path, LOGIN, {"MAIL_USER": "u"}).failed
    assert failed.message == "missing from the environment: `secret.MAIL_PASSWORD`"


def test_a_password_does_not_travel_in_the_open(tmp_path: Path) -> None:
    project = PROJECT.format(port=25).replace("127.0.0.1", "mail.shop.example") + LOGIN
    secrets = {"MAIL_USER": "u", "MAIL_PASSWORD": CANARY}
    failed = ran(PROGRAM, tmp_path, project, {"to": ["a@b.example"]}, secrets=secrets).failed
    assert (failed.type, failed.message) == ("SECURITY", "a password is sent with `tls` alone")


def test_a_server_without_tls_is_refused(tmp_path: Path) -> None:
    with open_post_office() as office:
        project = PROJECT.format(port=office.port).replace('tls = "none"', "")
        failed = ran(PROGRAM, tmp_path, project, {"to": ["a@b.example"]}).failed
    assert failed.type == "SECURITY"
    assert office.deliveries == []


@pytest.mark.parametrize(
    ("answers", "kind", "text"),
    [
        ({"RCPT": "550 unknown"}, "EXECUTION", "the mail server does not take every recipient"),
        ({"RCPT": "450 later"}, "CONNECTIVITY", "the mail server does not take every recipient"),
        ({"MAIL": "553 not you"}, "EXECUTION", "the mail server answered 553 not you"),
        ({"DATA": "451 busy"}, "CONNECTIVITY", "the mail server answered 451 busy"),
    ],
)
def test_what_a_refusal_means(
    answers: dict[str, str], kind: str, text: str, tmp_path: Path
) -> None:
    with open_post_office(answers) as office:
        failed = sent(office, tmp_path).failed
    assert (failed.type, failed.message) == (kind, text)


def test_who_was_refused_is_named(tmp_path: Path) -> None:
    with open_post_office({"RCPT TO:<bob": "550 no Bob here"}) as office:
        failed = sent(office, tmp_path, to=["ada@shop.example", "bob@shop.example"]).failed
    assert [each.recipients for each in office.deliveries] == [["ada@shop.example"]]
    assert failed.detail == [{"address": "bob@shop.example", "code": 550, "text": "no Bob here"}]


def test_no_server(tmp_path: Path) -> None:
    with open_post_office() as office:
        gone = office.port
    failed = ran(PROGRAM, tmp_path, PROJECT.format(port=gone), {"to": ["a@b.example"]}).failed
    assert failed.type == "CONNECTIVITY"
    failed = ran(PROGRAM, tmp_path, "", {"to": ["a@b.example"]}).failed
    assert failed.message == "the project file has no `[email]`"


HOSTILE = [
    "x\r\nBcc: eve@x.example", "x\nRCPT TO:<eve@x.example>", "x\0", "x\r", "a\x7f", "a\x85",
    "a\u2028",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("where", ["to", "cc", "bcc", "reply_to", "subject"])
def test_a_line_break_is_refused_before_anything_is_sent(
    where: str, text: str, tmp_path: Path
) -> None:
    value: Any = text if where in ("subject", "reply_to") else [text, f"a@b.example{text}"]
    with open_post_office() as office:
        failed = sent(office, tmp_path, **{where: value}).failed
    assert failed.type == "VALIDATION"
    assert office.commands == []


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, c@d.example", "<a@b.example>", "A <a@b.example>", "a@b.example>", "a b@c.de",
        "=?utf-8?q?a=0ABcc:?=@b.example", "\u00e4@b.example", "a", "", "a@b@c.example", "a@b",
    ],
)  # fmt: skip
def test_an_address_is_one_mailbox(address: str) -> None:
    with pytest.raises(PipelineError) as caught:
        Letter("s", "b", [address]).message("us@shop.example", datetime.now(UTC))
    assert caught.value.type == "VALIDATION"


def test_a_message_for_nobody_is_refused() -> None:
    with pytest.raises(PipelineError, match="`to` is empty"):
        Letter("s", "b", []).message("us@shop.example", datetime.now(UTC))


HEADERS = ["From", "To", "Subject", "Date", "Message-ID"]
OF_MIME = ["Content-Type", "MIME-Version", "Content-Transfer-Encoding"]
TEXTS = st.text(st.characters(codec="utf-8")) | st.sampled_from(HOSTILE) | st.text("=?qUTF8-_ \n.")


def written(letter: Letter) -> tuple[Message, bytes] | None:
    try:
        message = letter.message("us@shop.example", datetime(2026, 1, 1, tzinfo=UTC))
    except PipelineError as error:
        assert error.type == "VALIDATION"
        return None
    return message, message.as_bytes(policy=WIRE)


@given(subject=TEXTS, body=TEXTS)
def test_no_text_becomes_a_header(subject: str, body: str) -> None:
    made = written(Letter(subject, body, ["ada@shop.example"]))
    if made is None:
        assert {"Cc", "Zl", "Zp"} & set(map(category, subject))
        return
    head, _, content = made[1].partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] != b" "]
    assert sorted(names) == sorted(HEADERS + OF_MIME)
    assert str(make_header(decode_header(made[0]["Subject"]))) == subject
    assert all(len(line) < 998 for line in made[1].split(b"\r\n"))
    assert b"\n.\r\n" not in content
    assert made[0].get_payload(decode=True) == body.encode()


@given(addresses=st.lists(TEXTS | st.emails(), min_size=1, max_size=3))
def test_no_text_becomes_a_second_recipient(addresses: list[str]) -> None:
    made = written(Letter("s", "b", addresses))
    if made is not None:
        listed = str(made[0]["To"]).replace("\n", "").strip()
        assert listed.split(", ") == addresses
