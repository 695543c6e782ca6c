"""Clips and recordings by PyAV: frames once a second, and what the container says of itself."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demasque.errors import Sentence
from demasque.media.decoding.clip import LONGEST, MOST_DECODED, SPARSE_FRAMES, LookedAt
from demasque.media.decoding.media_form import MediaForm, UnreadableError, damaged

KEYS_APART: Final = 1.05
"""Seconds: where whole frames come at least this often, only they are decoded."""
MOST_BROKEN: Final = 50
"""Packets that cannot be decoded, in a row, after which a clip is taken to end."""
SAID: Final = {
    "encoder": "encoder",
    "major_brand": "brand",
    "compatible_brands": "brands",
    "handler_name": "handler",
    "com.apple.quicktime.software": "software",
    "com.android.version": "software",
    "software": "software",
    "vendor_id": "vendor",
    "creation_time": "created",
}
"""What is kept of the container's own words: nothing of them says where it was made."""
LONGEST_WORD: Final = 200


def open_container(path: Path, form: MediaForm) -> Any:
    """Open a clip or recording as what it is, and as nothing else.

    Raises:
        UnreadableError: if it cannot be read as such.
    """
    import av

    try:
        # No other file and no address is opened, whatever the container asks for.
        return av.open(
            f"file:{path.resolve()}",
            format=form.reader,
            options={"protocol_whitelist": "file", "enable_drefs": "0"},
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, ValueError, UnicodeError) as error:
        raise damaged(form.name) from error


def described(container: Any) -> dict[str, str]:
    """What the container and its streams say of themselves, without places."""
    said: dict[str, str] = {}
    for stream in container.streams:
        if stream.type in ("video", "audio"):
            said[f"{stream.type} codec"] = str(getattr(stream.codec_context, "name", "unknown"))
    for metadata in (container.metadata, *(stream.metadata for stream in container.streams)):
        for name, value in metadata.items():
            kept = SAID.get(name.lower())
            if kept is not None:
                said.setdefault(kept, "".join(filter(str.isprintable, value))[:LONGEST_WORD])
    return dict(sorted(said.items()))


class Film:
    """A clip that was opened (:class:`demasque.media.decoding.clip.Clip`)."""

    def __init__(self, path: Path, form: MediaForm) -> None:
        self._path, self._form = path, form
        with open_container(path, form) as container:
            self.said = described(container)
            stream = container.streams.video[0]
            if stream.codec_context is None:
                raise UnreadableError(
                    Sentence("Its pictures are compressed in a way that is not read.")
                )
            self.width, self.height = stream.width, stream.height
            pixels = max(1, stream.width * stream.height)
            self._keys, last, packets = _survey(container, stream)
        self.seconds: float | None = last
        self._sparse = last > LONGEST or packets * pixels > MOST_DECODED

    def spread(self, count: int) -> list[LookedAt]:
        """Return frames from all over the clip: whole ones, where they come often enough."""
        if self._sparse or len(self._keys) >= count // 2:
            return list(self._at_keys(count))
        wanted = {int(at) for at in self._places(count)}
        return [looked for looked in self._decoded("NONREF") if int(looked[0]) in wanted]

    def each_second(self) -> Iterator[LookedAt]:
        """Yield the first frame of each second; of a clip too long for it, spread whole frames."""
        if not self._sparse:
            yield from self._decoded(skip="NONKEY" if self._keys_often() else "NONREF")
            return
        looked = 0
        for at, frame in self._at_keys(SPARSE_FRAMES):
            looked += 1
            yield at, frame
        self.said["looked at"] = f"{looked} frames over its length"

    def _keys_often(self) -> bool:
        gaps = np.diff([0.0, *self._keys, self.seconds or 0.0])
        return bool(len(self._keys)) and float(gaps.max()) <= KEYS_APART

    def _decoded(self, skip: str) -> Iterator[LookedAt]:
        """Decode from start to end, without the frames that no other one needs."""
        with open_container(self._path, self._form) as container:
            stream = _alone(container, skip)
            wanted = 0.0
            for at, frame in self._frames(container, stream):
                if at >= wanted - 1e-6:
                    yield at, _as_shown(frame)
                    wanted = float(np.floor(at + 1e-6)) + 1

    def _frames(self, container: Any, stream: Any) -> Iterator[tuple[float, Any]]:
        import av

        broken, number = 0, 0
        start = _seconds(stream.start_time, stream.time_base) or 0.0
        packets = iter(container.demux(stream))
        while broken < MOST_BROKEN:
            try:
                packet = next(packets, None)
                frames = packet.decode() if packet is not None else ()
            except av.error.FFmpegError:
                broken += 1
                continue
            if packet is None:
                return
            for frame in frames:
                broken, number = 0, number + 1
                at = frame.time - start if frame.time is not None else (number - 1) / _rate(stream)
                yield max(0.0, float(at)), frame
        self.said["cut short"] = "yes"

    def _at_keys(self, count: int) -> Iterator[LookedAt]:
        """Go to ``count`` places and decode the whole frame before each."""
        import av

        wanted = sorted({self._key_before(at) for at in self._places(count)})
        with open_container(self._path, self._form) as container:
            stream = _alone(container, "NONKEY")
            start = stream.start_time or 0
            for key in wanted:
                try:
                    container.seek(start + round(key / stream.time_base), stream=stream)
                    at, frame = next(iter(self._frames(container, stream)), (0.0, None))
                except av.error.FFmpegError:
                    continue
                if frame is not None:
                    yield at, _as_shown(frame)

    def _places(self, count: int) -> NDArray[np.float64]:
        return np.asarray((np.arange(count) + 0.5) * (self.seconds or 0.0) / count)

    def _key_before(self, at: float) -> float:
        place = int(np.searchsorted(self._keys, at, side="right")) - 1
        return float(self._keys[place]) if place >= 0 else 0.0


def _survey(container: Any, stream: Any) -> tuple[NDArray[np.float64], float, int]:
    """Seconds of whole frames, of the end, and how many packets: read, but not decoded."""
    import av

    start = stream.start_time or 0
    keys, last, packets = [], 0.0, 0
    try:
        for packet in container.demux(stream):
            if packet.size == 0:
                continue
            packets += 1
            at = _seconds(
                packet.pts if packet.pts is not None else packet.dts, packet.time_base, start
            )
            if at is None:
                continue
            last = max(last, at + (_seconds(packet.duration, packet.time_base) or 0.0))
            if packet.is_keyframe:
                keys.append(max(0.0, at))
    except av.error.FFmpegError:
        pass  # What comes before the break is there.
    return np.unique(np.array(keys, dtype=np.float64)), last, packets


def _alone(container: Any, skip: str) -> Any:
    """The stream of pictures, decoded by one thread: the processes are the parallel part."""
    stream = container.streams.video[0]
    stream.thread_type = "NONE"
    stream.codec_context.thread_count = 1
    stream.codec_context.skip_frame = skip
    return stream


def _as_shown(frame: Any) -> NDArray[np.uint8]:
    """Turn a frame as its display matrix asks: telephones record lying and say so."""
    rgb = frame.to_ndarray(format="rgb24")
    quarters = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(rgb, quarters)) if quarters else rgb


def _seconds(ticks: int | None, base: Fraction | None, start: int = 0) -> float | None:
    return None if ticks is None or base is None else float((ticks - start) * base)


def _rate(stream: Any) -> float:
    return float(stream.average_rate or 25)
