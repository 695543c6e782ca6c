"""Whom alerts go to: one file per sink."""

from demasque.watch.sinks.delivering import Delivered, deliver_waiting
from demasque.watch.sinks.sink import DeliveryError, Sink, SinkGoneError
from demasque.watch.sinks.sink_options import SinkOptions, sinks_from
from demasque.watch.sinks.sink_states import SinkState, sink_states

__all__ = [
    "Delivered",
    "DeliveryError",
    "Sink",
    "SinkGoneError",
    "SinkOptions",
    "SinkState",
    "deliver_waiting",
    "sink_states",
    "sinks_from",
]
