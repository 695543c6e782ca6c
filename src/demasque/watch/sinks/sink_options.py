"""Which sinks there are: what the user asked for, checked before the first round."""

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from demasque.clocks import Clock, MachineClock
from demasque.errors import UsageError
from demasque.watch.sinks.alert_records import case_mark
from demasque.watch.sinks.atom_sink import AtomSink
from demasque.watch.sinks.desktop_sink import DesktopSink
from demasque.watch.sinks.mail_settings import MailSettings
from demasque.watch.sinks.mail_sink import MailSink
from demasque.watch.sinks.ndjson_sink import NdjsonSink
from demasque.watch.sinks.sink import Sink
from demasque.watch.sinks.terminal_sink import TerminalSink
from demasque.watch.sinks.webhook_signature import read_secret
from demasque.watch.sinks.webhook_sink import WebhookSink

DIGEST_AFTER: Final = 5
"""Alerts that go one by one at most: what a person reads one after another (tried: 3, 5, 10)."""


@dataclass(frozen=True)
class SinkOptions:
    """Whom alerts go to.

    Args:
        case: what tells the case from others, such as its folder; only a hash of it is sent.
        say: prints a text on standard output; without it nothing is printed.
        alerts: files of JSON lines.
        atom: files of Atom feeds.
        webhooks: addresses of web servers.
        webhook_secret: the file of the secret that signs; else it is read from the environment.
        mail_to: addresses for mail.
        smtp: the TOML file of the mail server; else it is read from the environment.
        desktop: whether the desktop shows notifications.
        digest_after: more alerts than so many at once are summed up.
    """

    case: str = ""
    say: Callable[[str], None] | None = None
    alerts: tuple[Path, ...] = ()
    atom: tuple[Path, ...] = ()
    webhooks: tuple[str, ...] = ()
    webhook_secret: Path | None = None
    mail_to: tuple[str, ...] = ()
    smtp: Path | None = None
    desktop: bool = False
    digest_after: int = DIGEST_AFTER


def sinks_from(
    options: SinkOptions,
    clock: Clock | None = None,
    environment: Mapping[str, str] = os.environ,
) -> list[Sink]:
    """Make the sinks that were asked for, files first: what is nearest is served first.

    Make them once and keep them: they remember what servers asked of them.

    Raises:
        UsageError: one cannot work as it was asked for, or two are the same.
    """
    time = clock or MachineClock()
    case = case_mark(options.case)
    sinks: list[Sink] = []
    sinks += [NdjsonSink(path, case) for path in options.alerts]
    sinks += [AtomSink(path, case) for path in options.atom]
    if options.say is not None:
        sinks.append(TerminalSink(options.say))
    if options.desktop:
        sinks.append(DesktopSink())
    if options.webhooks:
        secret = read_secret(options.webhook_secret, environment)
        sinks += [WebhookSink(address, secret, time, case) for address in options.webhooks]
    if options.mail_to:
        server = MailSettings.read(options.smtp, environment)
        sinks += [MailSink(receiver, server, time, case) for receiver in options.mail_to]
    check_distinct(sinks)
    return sinks


def check_distinct(sinks: Sequence[Sink]) -> None:
    """Refuse two sinks with one id: which of them got an alert could not be told.

    Raises:
        UsageError: there are two.
    """
    counts = Counter(sink.id for sink in sinks)
    for sink in sinks:
        if counts[sink.id] > 1:
            raise UsageError("{sink}: this was named twice.", sink=sink.title)
