"""Alerts by e-mail: plain text, to one person or list each."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import Final

from demasque.clocks import Clock
from demasque.sentences import Sentence
from demasque.watch.alerts.alert import Alert
from demasque.watch.sinks.alert_records import message_id
from demasque.watch.sinks.alert_texts import text_of
from demasque.watch.sinks.mail_settings import MailSettings, checked_address
from demasque.watch.sinks.sink import DeliveryError
from demasque.wording import Wording

_SECONDS: Final = 15.0
"""Until a server that says nothing counts as silent; some look at a sender for several seconds."""


class MailSink:
    """Hands mail to one receiver in at a mail server, over a connection that is checked."""

    def __init__(
        self,
        receiver: str,
        settings: MailSettings,
        clock: Clock,
        case: str = "",
        seconds: float = _SECONDS,
    ) -> None:
        self._receiver = checked_address(receiver)
        name, _, host = receiver.rpartition("@")
        # Whose address it is stays out of the case: its first letter tells colleagues apart.
        self.id = f"mail:{host}:{sha256(receiver.encode()).hexdigest()[:8]}"
        self.title = Sentence("E-mail to {address}", address=f"{name[:1]}…@{host}")
        self.keeps_each = False
        self._settings = settings
        self._clock = clock
        self._case = case
        self._seconds = seconds

    def deliver(self, alerts: Sequence[Alert], words: Wording) -> None:
        """Hand one message in. Sent again, it bears the same Message-ID."""
        message = self._message(alerts, words)
        try:
            server = self._connected()
            try:
                server.send_message(message)
            finally:
                with suppress(OSError, smtplib.SMTPException):  # the message is in already, or not
                    server.quit()
        except ssl.SSLCertVerificationError as error:
            raise DeliveryError(
                Sentence(
                    "The server's certificate does not prove that it is the one that was named."
                )
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(
                Sentence("The mail server refused the user or the password.")
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryError(
                Sentence("The mail server offers no encryption, or no login.")
            ) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = sorted(str(code) for code, _ in error.recipients.values())
            raise DeliveryError(
                Sentence("The mail server answered {code}.", code=", ".join(codes))
            ) from error
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(
                Sentence("The mail server answered {code}.", code=str(error.smtp_code))
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(
                Sentence("The mail server cannot be reached, or broke off.")
            ) from error

    def _connected(self) -> smtplib.SMTP:
        told = self._settings
        trust = ssl.create_default_context()
        if told.ca_file is not None:
            trust.load_verify_locations(told.ca_file)
        # The name in the greeting: that of the sender's house, and not this machine's.
        own = told.sender.rpartition("@")[2]
        if told.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                told.host, told.port, own, timeout=self._seconds, context=trust
            )
        else:
            server = smtplib.SMTP(told.host, told.port, own, timeout=self._seconds)
        try:
            if told.security == "starttls":
                server.starttls(context=trust)
            if told.user is not None and told.password is not None:
                server.login(told.user, told.password)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, alerts: Sequence[Alert], words: Wording) -> EmailMessage:
        text = text_of(alerts, words)
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = self._receiver
        message["Subject"] = f"[Démasque] {text.title}"
        message["Date"] = format_datetime(self._clock.now())
        host = self._settings.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{message_id(alerts, self._case)}@{host}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from machines
        message.set_content(text.body + "\n", cte="quoted-printable")
        message["Content-Language"] = words.language
        return message
