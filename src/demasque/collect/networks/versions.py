"""Posts that their authors may change: each version is kept once, and all of them are one post."""

from demasque.collect.record_sink import RecordSink


def keep_version(sink: RecordSink, name: str, version: str, content: bytes) -> bool:
    """Write a post or another version of it, unless it was written; return whether it was.

    ``name`` is the post's, and ``version`` another name for each version; the same one where it was
    never changed. A version that is older than the one kept adds nothing.
    """
    if version == name:
        return sink.keep(name, content)
    if sink.called(version) is not None:
        return False
    kept = sink.keep(version if sink.knows(name) else name, content)
    if kept:
        sink.call(version, name)
    return kept
