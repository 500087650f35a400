"""E-mail over a real SMTP server: protected, signed in, refused, and cut off in the middle."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from server.certificate import make_certificate
from server.doctor.mail import greeted
from server.outbound.smtp import MailServer, SmtpSender
from server.services.touch.senders import NotSent, Outgoing
from tests.support.ports import free_port

MESSAGE = Outgoing("m1", "ana@example.org", "Su cita", "Su cita … a la 1:00 p. m. ñ", "https://x.example/stop#t")


class Box:
    """What the server got; `answers`: what it says to a recipient, and to the message."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.users: list[Any] = []
        self.to_recipient = None
        self.to_message = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_recipient is not None:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.to_message == "hang up":
            server.transport.abort()
            return "250 never heard"
        if self.to_message is not None:
            return self.to_message
        protected = server.transport.get_extra_info("ssl_object") is not None
        self.mails.append((protected, envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        self.users.append((data.login, data.password))
        return AuthResult(success=data.password == b"right")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1", datetime.now(UTC))


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def serving(box, certificate):
    """Starts a server; with STARTTLS or TLS from the start it takes nothing before."""
    running = []

    def start(security: Any, **settings: Any) -> SmtpSender:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        starttls: Any = {"tls_context": context, "require_starttls": True} if security == "starttls" else {}
        auth: Any = (
            {"authenticator": box.authenticate, "auth_required": True, "auth_require_tls": security != "tls"}
            if settings.get("user")
            else {}
        )
        controller = Controller(
            box,
            hostname="localhost",
            port=free_port("127.0.0.1"),
            ssl_context=context if security == "tls" else None,
            **starttls,
            **auth,
        )
        controller.start()
        running.append(controller)
        trusted = settings.pop("authorities", ssl.create_default_context(cafile=certificate[0]))
        server = MailServer(
            "localhost",
            controller.port,
            security,
            settings.get("user"),
            settings.get("password"),
            "no-reply@example.net",
            trusted,
        )
        return SmtpSender(server, lambda: 1_772_654_400.0)

    yield start
    for controller in running:
        controller.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_message_goes_protected_and_as_it_was_written(box, serving, security):
    await serving(security, user="clinic", password="right").send(MESSAGE)
    ((protected, sender, to, content),) = box.mails
    assert (protected, sender, to) == (True, "no-reply@example.net", ["ana@example.org"])
    mail = message_from_bytes(content, policy=default)
    assert mail.get_content().strip() == MESSAGE.text
    assert (mail["Subject"], mail["Message-ID"]) == ("Su cita", "<m1@example.net>")
    assert mail["List-Unsubscribe"] == "<https://x.example/stop#t>"
    assert box.users == [(b"clinic", b"right")]


async def test_the_doctor_says_whether_a_mail_server_takes_us_and_sends_nothing(box, serving):
    assert (await greeted(serving("starttls", user="clinic", password="right"))).state == "ok"
    assert (await greeted(serving("starttls", authorities=None))).state == "wrong"
    assert box.mails == []


async def test_a_server_that_nobody_vouches_for_gets_no_message(box, serving):
    with pytest.raises(NotSent) as refused:
        await serving("starttls", authorities=None).send(MESSAGE)
    assert (refused.value.kind, box.mails) == ("later", [])


async def test_a_server_without_starttls_gets_no_message(box, serving, certificate):
    plain = serving("none")
    protected = SmtpSender(MailServer("localhost", plain._server.port, "starttls", None, None, "a@example.net"), float)
    with pytest.raises(NotSent) as refused:
        await protected.send(MESSAGE)
    assert (refused.value.kind, box.mails) == ("later", [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.1.1 no such user", "gone"),
        ("550 No such user here", "gone"),
        ("550 5.7.1 relaying denied", "refused"),
        ("451 4.3.0 try again", "later"),
    ],
)
async def test_what_a_server_says_of_the_recipient_tells_what_to_do(box, serving, answer, kind):
    box.to_recipient = answer
    with pytest.raises(NotSent) as refused:
        await serving("none").send(MESSAGE)
    assert (refused.value.kind, refused.value.problem) == (kind, f"smtp_{answer[:3]}")
    assert "ana" not in str(refused.value)


@pytest.mark.parametrize(("answer", "kind"), [("554 spam", "refused"), ("452 full", "later")])
async def test_what_a_server_says_of_the_message_tells_what_to_do(box, serving, answer, kind):
    box.to_message = answer
    with pytest.raises(NotSent) as refused:
        await serving("none").send(MESSAGE)
    assert refused.value.kind == kind


async def test_a_server_that_goes_away_with_the_message_leaves_it_open_whether_it_went(box, serving):
    box.to_message = "hang up"
    with pytest.raises(Exception) as unclear:
        await serving("none").send(MESSAGE)
    assert not isinstance(unclear.value, NotSent)


async def test_a_server_that_is_away_is_tried_again_later():
    nobody = MailServer("localhost", free_port("127.0.0.1"), "none", None, None, "a@example.net")
    with pytest.raises(NotSent) as away:
        await SmtpSender(nobody, float).send(MESSAGE)
    assert away.value.kind == "later"


@pytest.mark.parametrize("field", ["to", "subject", "stop"])
async def test_a_line_break_never_makes_another_header(box, serving, field):
    wrong = replace(MESSAGE, **{field: f"{getattr(MESSAGE, field)}\r\nBcc: all@example.org"})
    with pytest.raises(ValueError):
        await serving("none").send(wrong)
    assert box.mails == []
