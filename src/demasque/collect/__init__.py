"""What do open networks offer of themselves? Official streams and interfaces, to files of posts.

The door of this room. What asks a network is imported when one is asked for, and takes the extra
``collect``.
"""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.collect.collect_state import Collected, CollectState
    from demasque.collect.known_feeds import jetstream, mastodon, news, youtube
    from demasque.collect.matching import Match
    from demasque.collect.network_feed import Feed
    from demasque.collect.record_sink import RecordSink, opened_sink
    from demasque.collect.running_feeds import collect
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "CollectState",
    "Collected",
    "Feed",
    "Match",
    "RecordSink",
    "collect",
    "jetstream",
    "mastodon",
    "news",
    "opened_sink",
    "youtube",
]
