"""How a trace of pictures is called in front of a reader."""

from demasque.publish import trace_name
from demasque.wording import catalogue


def test_a_family_of_files_is_called_by_its_code_in_either_language() -> None:
    name = trace_name("media", "ab12cd" + "0" * 58)
    assert name == "picture or clip Mab12cd"
    assert catalogue("fr").say(name) == "image ou vidéo Mab12cd"


def test_hashes_of_exports_and_other_kinds_are_their_own_values() -> None:
    assert trace_name("media", "d41d8cd98f00b204e9800998ecf8427e") is None
    assert trace_name("text", "ab12cd" + "0" * 58) is None
