"""How much one server takes: bounds against what runs away or is meant to wear it out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WebLimits:
    """Bounds of one server; times in seconds, sizes in bytes.

    None of them is near what people do in a browser: a page with its scripts and pictures is some
    hundred requests at most, its forms are some kilobytes. Four clients of a load test that ask as
    fast as they are answered get some hundred pages a second on two processors.
    """

    body: int = 1_000_000  # of a form
    address: int = 8_000  # path and query
    head: int = 32_000  # all header fields: localhost's cookies of other programs come along
    request_seconds: float = 15.0  # head and body have to be there by then
    reading_seconds: float = 60.0  # for taking the next piece of an answer
    idle_seconds: int = 30  # a connection kept for the next request
    connections: int = 128  # beyond, the one that has been waited for longest is dropped
    session_rate: float = 500.0  # requests a second of one browser
    rate: float = 1_000.0  # of all browsers that were let in
    stranger_rate: float = 50.0  # of all that were not
    burst_seconds: float = 2.0  # of each rate, at once
    sign_ins: int = 5  # attempts a minute from one address
    all_sign_ins: int = 60  # attempts a minute from all
    wrong_seconds: float = 1.0  # before a wrong password is answered
