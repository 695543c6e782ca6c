"""What goes over the network is signed, in order, encrypted, and arrives at least once."""

import base64
import datetime as dt
import hmac
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from demasque.case import CaseStore
from demasque.errors import UsageError
from demasque.watch.sinks import DeliveryError, SinkGoneError, deliver_waiting
from demasque.watch.sinks.alert_texts import foremost
from demasque.watch.sinks.mail_settings import MailSettings
from demasque.watch.sinks.mail_sink import MailSink
from demasque.watch.sinks.webhook_signature import read_secret, signed_headers
from demasque.watch.sinks.webhook_sink import WebhookSink, worth_another_try
from demasque.wording import catalogue
from waiting_alerts import (
    Mailbox,
    Receiver,
    an_alert,
    keep,
    later,
    mail_receiver,
    one_of_each,
    web_receiver,
)

EN, FR = catalogue("en"), catalogue("fr")
WRITTEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SECRET = read_secret(None, {"DEMASQUE_WEBHOOK_SECRET": WRITTEN})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case") as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    pytest.importorskip("httpx", reason="needs the extra watch")
    stamina = pytest.importorskip("stamina", reason="needs the extra watch")
    with web_receiver() as served, stamina.set_testing(True, attempts=4, cap=True):
        yield served


def test_the_signature_is_that_of_the_specification() -> None:
    signed = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', SECRET
    )
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("written", ["", "whsec_", "c2hvcnQ=", "not base64 at all, is it?", "é"])
def test_a_secret_that_is_none_is_refused_without_repeating_it(
    written: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(written, "utf-8")
    for file in (None, tmp_path / "secret"):
        with pytest.raises(UsageError) as caught:
            read_secret(file, {"DEMASQUE_WEBHOOK_SECRET": written})
        assert len(written) < 8 or written not in str(caught.value)


def test_a_server_in_trouble_gets_the_same_message_until_it_takes_it(
    store: CaseStore, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    clock = later()
    sink = WebhookSink(receiver.address, SECRET, clock, "0badcafe")
    alerts = one_of_each()[:2]
    keep(store, alerts)
    receiver.answers = [500, 429, None, 200]  # in trouble, too busy, taken but the answer lost
    assert deliver_waiting(store, [sink], clock, EN).troubles == {}
    first, second = (f"{alert.id}-0badcafe" for alert in alerts)
    assert [p.headers["webhook-id"] for p in receiver.got] == [first] * 4 + [second]
    assert len({p.content for p in receiver.got[:4]}) == 1
    last = receiver.got[-1]
    body: Any = json.loads(last.content)
    assert (body["type"], body["data"]["id"]) == ("alert.noticed", alerts[1].id)
    at = last.headers["webhook-timestamp"]
    assert int(at) == int(clock.now().timestamp())
    mac = hmac.digest(SECRET, f"{second}.{at}.".encode() + last.content, "sha256")
    assert last.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"


def test_a_killed_watch_sends_the_summary_again_under_its_id(
    store: CaseStore, receiver: Receiver
) -> None:
    clock = later()
    keep(store, one_of_each())
    for answers in ([500] * 4, [204]):
        receiver.answers = list(answers)
        deliver_waiting(store, [WebhookSink(receiver.address, SECRET, clock)], clock, EN)
    assert len({(p.headers["webhook-id"], p.content) for p in receiver.got}) == 1
    data = json.loads(receiver.got[0].content)["data"]
    assert sum(data["counts"].values()) == len(data["foremost"]) + len(data["others"]) == 9
    assert data["foremost"][0]["kind"] == "regenerated"


def test_a_summary_tells_first_what_is_back_then_what_is_surest_and_largest() -> None:
    weak, wide = an_alert(1), an_alert(2)
    sure = replace(an_alert(3), figures={"rung": 2, "accounts": 4})
    back = an_alert(0, "regenerated")
    said = [weak, an_alert(9, "rate"), wide, sure, back]
    assert foremost(said) == [back, sure, wide]


def test_a_pause_that_the_server_asks_for_is_kept(receiver: Receiver) -> None:
    clock = later()
    sink = WebhookSink(receiver.address, SECRET, clock)
    receiver.answers = [(429, {"retry-after": "600"})]
    with pytest.raises(DeliveryError, match="429"):
        sink.deliver([an_alert(1)], EN)
    clock.move(599)
    with pytest.raises(DeliveryError, match="left in peace"):
        sink.deliver([an_alert(1)], EN)
    assert len(receiver.got) == 1
    clock.move(1)
    until = (clock.now() + dt.timedelta(seconds=7)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    receiver.answers = [(503, {"retry-after": until}), 200]
    sink.deliver([an_alert(1)], EN)  # seven seconds are waited for, by the library's clock
    assert len(receiver.got) == 3
    assert sink._asked_pause(until) == 7.0
    assert sink._asked_pause("soon") is None
    assert not worth_another_try(DeliveryError("No."))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((302, {"location": "http://127.0.0.1:1/"}), "moved .302."),
        (400, "answered 400"),
    ],
)
def test_a_refusal_is_asked_once_a_round_and_redirects_are_not_followed(
    receiver: Receiver, answer: Any, said: str
) -> None:
    sink = WebhookSink(receiver.address, SECRET, later())
    receiver.answers = [answer]
    with pytest.raises(DeliveryError, match=said):
        sink.deliver([an_alert(1)], EN)
    assert len(receiver.got) == 1


def test_gone_is_gone_until_the_next_start(receiver: Receiver) -> None:
    sink = WebhookSink(receiver.address, SECRET, later())
    receiver.answers = [410]
    for _ in range(2):
        with pytest.raises(SinkGoneError, match="wants no more"):
            sink.deliver([an_alert(1)], EN)
    assert len(receiver.got) == 1


def test_a_silent_and_an_absent_server_hold_up_for_a_moment_only(receiver: Receiver) -> None:
    receiver.stall = threading.Event()
    slow = WebhookSink(receiver.address, SECRET, later(), seconds=0.05)
    with pytest.raises(DeliveryError, match="did not answer within"):
        slow.deliver([an_alert(1)], EN)
    receiver.stall.set()
    absent = WebhookSink("http://127.0.0.1:1/", SECRET, later())
    with pytest.raises(DeliveryError, match="cannot be reached"):
        absent.deliver([an_alert(1)], EN)


def test_a_certificate_that_proves_nothing_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("httpx", reason="needs the extra watch")
    pytest.importorskip("stamina", reason="needs the extra watch")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    with web_receiver(lambda plain: context.wrap_socket(plain, server_side=True)) as served:
        sink = WebhookSink(served.address, SECRET, later())
        with pytest.raises(DeliveryError, match="certificate does not prove"):
            sink.deliver([an_alert(1)], EN)
    assert served.got == []


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "ftp://127.0.0.1/", "https://me:word@example.org/", "example.org",
        "https://", "https://[::1", "https://exa mple.org/\r\nx: y",
    ],
)  # fmt: skip
def test_addresses_that_would_not_keep_alerts_safe_are_refused(address: str) -> None:
    with pytest.raises(UsageError):
        WebhookSink(address, SECRET, later())


def own_certificate(folder: Path) -> Path:
    """A certificate that nobody vouches for, and its key."""
    pytest.importorskip("cryptography", reason="makes a certificate")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(now - dt.timedelta(days=1))
    builder = builder.not_valid_after(now + dt.timedelta(days=1))
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = builder.add_extension(own, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    (folder / "own.pem").write_bytes(made.public_bytes(pem) + secret)
    return folder / "own.pem"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_receiver() as served:
        yield served


def mail_to(mailbox: Mailbox, security: str = "none", **more: Any) -> MailSink:
    told = MailSettings("127.0.0.1", mailbox.port, security, "watch@newsroom.example", **more)
    return MailSink("ana@newsroom.example", told, later(), "0badcafe")


def test_mail_that_may_not_have_arrived_is_sent_again_as_the_same(
    store: CaseStore, mailbox: Mailbox
) -> None:
    clock, sink = later(), mail_to(mailbox)
    keep(store, [an_alert(1)])
    mailbox.answers = [451, None]
    done = [deliver_waiting(store, [sink], clock, FR) for _ in range(4)]
    assert [len(each.troubles) for each in done] == [1, 1, 0, 0]
    assert done[0].troubles[sink.id] == "The mail server answered 451."
    assert len(mailbox.got) == 3
    parsed = [message_from_bytes(each, policy=policy.default) for each in mailbox.got]
    assert {each["message-id"] for each in parsed} == {
        f"<{an_alert(1).id}-0badcafe@newsroom.example>"
    }
    last = parsed[-1]
    assert (last["to"], last["auto-submitted"]) == ("ana@newsroom.example", "auto-generated")
    assert last["subject"] == "[Démasque] C1 is tied: 1\u202f001 posts"
    assert last["content-language"] == "fr"
    assert mailbox.lines[0] == "ehlo newsroom.example"
    assert "ana" not in sink.id + sink.title


def test_mail_goes_over_no_line_that_is_not_checked(mailbox: Mailbox, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="offers no encryption"):
        mail_to(mailbox, "starttls").deliver([an_alert(1)], EN)
    with pytest.raises(DeliveryError, match="cannot be reached"):
        mail_to(mailbox, "tls").deliver([an_alert(1)], EN)
    assert mailbox.got == []


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_goes_to_the_server_that_was_named_and_to_no_other(
    mailbox: Mailbox, security: str, tmp_path: Path
) -> None:
    own = own_certificate(tmp_path)
    mailbox.encrypted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mailbox.encrypted.load_cert_chain(own)
    mailbox.at_once = security == "tls"
    with pytest.raises(DeliveryError, match="certificate does not prove"):
        mail_to(mailbox, security).deliver([an_alert(1)], EN)
    assert mailbox.got == []
    mail_to(mailbox, security, ca_file=own).deliver([an_alert(1)], EN)
    assert len(mailbox.got) == 1


def test_settings_of_mail_are_read_from_a_file_and_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "smtp.toml"
    file.write_text('host = "mail.example.org"\nfrom = "watch@example.org"\nuser = "watch"\n')
    read = MailSettings.read(file, {"DEMASQUE_SMTP_PASSWORD": "open sesame"})
    assert (read.host, read.port, read.security) == ("mail.example.org", 587, "starttls")
    assert (read.user, read.password) == ("watch", "open sesame")
    assert "sesame" not in repr(read)
    for content, said in [
        ('host = "h"\nfrom = "a@b.example"\nsecurity = "none"', "encrypted only"),
        ('host = "h"\nfrom = "a@b.example"\nuser = "u"', "go together"),
        ('host = "h"\nfrom = "a@b.example"\nport = 0', "from 1 to 65535|number"),
        ('host = "h"\nfrom = "a@b.example\\r\\nBcc: x@y.example"', "no e-mail address"),
        ('host = "h"\nfrom = "a@b.example"\nport = "x"', "number"),
        ('host = "h"\nfrom = "a@b.example"\nsecret = 1', "nothing is known of secret"),
        ('host = "h"\nsecurity = "ssl"\nfrom = "a@b.example"', "starttls, tls or none"),
        ("host", "no TOML"),
        ("", "a server and a sender"),
    ]:
        file.write_text(content, "utf-8")
        with pytest.raises(UsageError, match=said):
            MailSettings.read(file, {})
    with pytest.raises(UsageError, match="no e-mail address"):
        MailSink("not an address", read, later())
