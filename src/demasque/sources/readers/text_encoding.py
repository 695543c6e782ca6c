"""The bytes of a text file as UTF-8, whether it was written as UTF-8, UTF-16 or Windows-1252.

What a file is in is decided from its bytes alone, wherever the blocks end in which they come, so
that it is decided the same way each time the file is read. Bytes that stand for no character come
out as bytes that are no UTF-8, which costs the row they stand in and no other.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE, getincrementaldecoder
from collections.abc import Callable, Iterator
from itertools import chain

UTF16, WINDOWS_1252 = "UTF-16", "Windows-1252"
_UTF16_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
_WINDOW = 1 << 17  # bytes looked at, from the first that is not ASCII
_START = 1 << 12  # bytes looked at for UTF-16 without a byte-order mark
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Quotation marks, dashes, the ellipsis and the hard space stand next to letters in any language.
_MARKS = bytes([0x85, *range(0x91, 0x98), 0xA0, 0xAB, 0xBB])
_MARKS_AS_BLANKS = bytes.maketrans(_MARKS, b" " * len(_MARKS))
_LETTERS_IN_A_ROW = re.compile(rb"[\x80-\xff]{3,}")
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # stand for nothing in Windows-1252
_RARE = 10  # one in so many is rare
_XML = (b"<?xml", b"<rss ", b"<rss>")


def as_utf8(pieces: Iterator[bytes], found: Callable[[str], None]) -> Iterator[bytes]:
    """The pieces of a text as UTF-8; ``found`` is told the encoding where it was another one.

    XML names its encoding itself and is given as it is. UTF-8 is passed on unread after its first
    character that is not ASCII.
    """
    first = next(pieces, b"")
    if not first:
        return
    if codec := _utf16(first):
        found(UTF16)
        yield from _from_utf16(chain([first], pieces), codec)
    elif first.startswith(_UTF16_MARKS) or first.lstrip()[:5].lower().startswith(_XML):
        yield first
        yield from pieces
    else:
        yield from _from_bytes(chain([first], pieces), found)


def _utf16(first: bytes) -> str | None:
    """The codec of a text in UTF-16, by its mark or by the NULs beside the letters of ASCII."""
    if first.startswith(BOM_UTF32_LE):
        return None
    if first.startswith(_UTF16_MARKS):
        codec = "utf-16-le" if first.startswith(BOM_UTF16_LE) else "utf-16-be"
    else:
        start = first[: min(_START, len(first) & ~1)]
        characters, even, odd = len(start) // 2, start[::2].count(0), start[1::2].count(0)
        if max(even, odd) * 2 < max(characters, 4) or min(even, odd) * _RARE > characters:
            return None
        codec = "utf-16-le" if odd > even else "utf-16-be"
    text = first[:64].decode(codec, "ignore").removeprefix("\ufeff").lstrip()
    return None if text[:5].lower().startswith(("<?xml", "<rss ", "<rss>")) else codec


def _from_utf16(pieces: Iterator[bytes], codec: str) -> Iterator[bytes]:
    decoder = getincrementaldecoder(codec)("surrogatepass")
    for piece in pieces:
        # Half of a surrogate pair becomes bytes that are no UTF-8.
        if data := decoder.decode(piece).encode("utf-8", "surrogatepass"):
            yield data
    if decoder.getstate()[0]:
        yield b"\xff"  # the file ends in the middle of a character


def _from_bytes(pieces: Iterator[bytes], found: Callable[[str], None]) -> Iterator[bytes]:
    for piece in pieces:
        if piece.isascii():
            yield piece
            continue
        held, is_1252 = _decide(piece, pieces)
        if not is_1252:
            yield from held
            yield from pieces
            return
        found(WINDOWS_1252)
        for coded in chain(held, pieces):
            yield coded.decode("cp1252", "surrogateescape").encode("utf-8", "surrogateescape")


def _decide(piece: bytes, pieces: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The pieces that had to be read to decide, and whether they are in Windows-1252."""
    high = _HIGH.search(piece)
    begin = high.start() if high else 0
    held, length = [piece], len(piece) - begin
    window = piece[begin : begin + _WINDOW]
    while length < _WINDOW and (more := next(pieces, b"")):
        held.append(more)
        window += more[: _WINDOW - length]
        length += len(more)
    return held, _is_windows_1252(window)


def _is_windows_1252(text: bytes) -> bool:
    """Whether a text that is not ASCII is in Windows-1252.

    A few pairs of its letters look like UTF-8 ('É' and a hard space), and a few rows of UTF-8 may
    be damaged: what is rare does not decide. Other alphabets write words of many letters that are
    not ASCII, Western European languages hardly three in a row.
    """
    text, characters = _UTF8.subn(b" ", text)
    strays = text.translate(None, bytes(range(0x80)))
    if characters * _RARE > len(strays):
        return False
    undefined = len(strays) - len(strays.translate(None, _UNDEFINED))
    in_a_row = _LETTERS_IN_A_ROW.findall(text.translate(_MARKS_AS_BLANKS))
    return (undefined + sum(map(len, in_a_row))) * _RARE <= len(strays)
