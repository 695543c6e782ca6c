"""The smallest ONNX network: the mean of its input. Written byte by byte: `onnx` is not needed."""

FLOAT = 1


def field(number: int, content: bytes | int) -> bytes:
    """One field of a protobuf message: a number, or bytes with their length."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def tensor(name: bytes, shape: tuple[int, ...]) -> bytes:
    """A ValueInfoProto of floats."""
    sides = b"".join(field(1, field(1, side)) for side in shape)
    kind = field(1, FLOAT) + field(2, sides)
    return field(1, name) + field(2, field(1, kind))


def mean_network(height: int, width: int) -> bytes:
    """A ModelProto: one picture (1, 3, height, width) in, its mean out."""
    no_sides = field(1, b"keepdims") + field(3, 0) + field(20, 2)
    node = field(1, b"x") + field(2, b"y") + field(4, b"ReduceMean") + field(5, no_sides)
    graph = (
        field(1, node)
        + field(2, b"mean")
        + field(11, tensor(b"x", (1, 3, height, width)))
        + field(12, tensor(b"y", ()))
    )
    return field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13))
