"""What does a file show? Pixels and sound, within limits of time and memory."""

from typing import TYPE_CHECKING

from demasque.doors import opened

if TYPE_CHECKING:
    from demasque.media.decoding.clip import Clip, LookedAt
    from demasque.media.decoding.media_form import UnreadableError, form_of
    from demasque.media.decoding.opening import Opened, open_media
    from demasque.media.decoding.sound import sound_missing
else:
    __getattr__, __dir__ = opened(__name__)

__all__ = [
    "Clip",
    "LookedAt",
    "Opened",
    "UnreadableError",
    "form_of",
    "open_media",
    "sound_missing",
]
