"""Drawn clips as MP4 files (MPEG-4 part 2 and AAC: no encoder under the GPL is called)."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from demasque.simulate.media_world.drawn_clips import DrawnClip
from demasque.simulate.media_world.melodies import SAMPLES, Sound

if TYPE_CHECKING:
    from av import AudioStream, VideoStream
    from av.container import OutputContainer

_STEP: Final = 1_024


def write_clip(clip: DrawnClip, path: Path) -> Path:
    """Write a clip as MP4 and return the path; the same clip gives the same bytes. Needs PyAV."""
    import av

    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as container:
        # The header names all streams, and is written with the first packet.
        pictures = _picture_stream(container, clip)
        sound = _sound_stream(container) if len(clip.sound) else None
        _write_frames(container, pictures, clip)
        if sound is not None:
            _write_sound(container, sound, clip.sound)
    return path


def _picture_stream(container: "OutputContainer", clip: DrawnClip) -> "VideoStream":
    from av.codec.context import Flags

    stream = container.add_stream("mpeg4", rate=Fraction(clip.rate).limit_denominator(1_000))
    # Colours are stored for two pixels by two.
    stream.height, stream.width = (side // 2 * 2 for side in clip.frames.shape[1:3])
    stream.pix_fmt = "yuv420p"
    stream.bit_rate = round(clip.bits * stream.width * stream.height * clip.rate)
    stream.gop_size = max(round(4 * clip.rate), 1)
    stream.codec_context.thread_count = 1
    stream.codec_context.flags |= Flags.bitexact
    return stream


def _sound_stream(container: "OutputContainer") -> "AudioStream":
    from av.codec.context import Flags

    stream = container.add_stream("aac", rate=SAMPLES, layout="mono")
    stream.bit_rate = 64_000
    stream.codec_context.flags |= Flags.bitexact
    return stream


def _write_frames(container: "OutputContainer", stream: "VideoStream", clip: DrawnClip) -> None:
    import av

    for pixels in clip.frames:
        cut = np.ascontiguousarray(pixels[: stream.height, : stream.width])
        container.mux(stream.encode(av.VideoFrame.from_ndarray(cut, "rgb24")))
    container.mux(stream.encode(None))


def _write_sound(container: "OutputContainer", stream: "AudioStream", sound: Sound) -> None:
    import av

    for first in range(0, len(sound), _STEP):
        frame = av.AudioFrame.from_ndarray(sound[None, first : first + _STEP], "fltp", "mono")
        frame.sample_rate, frame.pts = SAMPLES, first
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
