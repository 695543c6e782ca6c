"""What do open networks offer of themselves? Official streams and interfaces, to files of posts.

The door of this room.
"""

from demasque.collect.collect_state import Collected, CollectState
from demasque.collect.matching import Match
from demasque.collect.network_feed import Feed
from demasque.collect.record_sink import RecordSink, opened_sink

__all__ = ["CollectState", "Collected", "Feed", "Match", "RecordSink", "opened_sink"]
