"""What can have been changed between two copies, by code, in words for readers."""

from typing import Final

from demasque.sentences import Sentence

HOW: Final = {
    "mirrored": Sentence("mirrored"),
    "rotated": Sentence("rotated"),
    "cropped": Sentence("cropped"),
    "uncropped": Sentence("shows more around it"),
    "framed": Sentence("bars or a frame added"),
    "unframed": Sentence("bars or a frame taken off"),
    "overlaid": Sentence("text, a logo or a sticker laid over it"),
    "recoloured": Sentence("colours or brightness changed"),
    "rescaled": Sentence("another size"),
    "reencoded": Sentence("saved anew"),
    "shortened": Sentence("shortened"),
    "extended": Sentence("made longer"),
    "sped_up": Sentence("sped up"),
    "slowed": Sentence("slowed down"),
    "resounded": Sentence("another sound"),
    "still": Sentence("a still of the clip"),
    "moving": Sentence("shown in a clip"),
    "unreadable": Sentence("could not be read"),
}
"""By code, in the order in which they are listed; each is said of a copy beside its exemplar."""
