"""Posts as the events of a stream: what Bluesky's Jetstream sends, one line of JSON an event."""

import base64
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from demasque.simulate.cast import Cast
from demasque.simulate.draft import Draft
from demasque.simulate.habits.phrases import mix
from demasque.simulate.world_tables import numbered, posts_table

Array = npt.NDArray[Any]

_POST, _REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
_SORTABLE: Final = "234567abcdefghijklmnopqrstuvwxyz"
_SECOND: Final = 1_000_000  # in the stream's microseconds
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def did_names(seed: int, count: int) -> list[str]:
    """Return made-up identifiers of accounts; worlds of different seeds have none in common."""
    salted = np.arange(count).astype(np.int64) + (np.int64(seed) << 32)
    parts = [mix(salted, salt).tolist() for salt in (71, 72)]
    return [f"did:plc:{_base32(a, 12)}{_base32(b, 12)}" for a, b in zip(*parts, strict=True)]


def post_events(cast: Cast, draft: Draft, dids: list[str], seed: int) -> list[tuple[int, bytes]]:
    """Return (moment in microseconds since the epoch, line) of each post, in the order of time."""
    rng = np.random.default_rng([seed, 70])
    rows = len(draft["at"])
    table = posts_table(
        rng, cast, draft, pa.array(dids, pa.string()), numbered("post-", np.arange(rows))
    )
    moments = (draft["at"] * _SECOND + rng.integers(0, _SECOND, rows)).tolist()
    keys = [_key(moment, place) for place, moment in enumerate(moments)]
    authors = draft["author"].tolist()
    reposts = [kind == "repost" for kind in table["kind"].to_pylist()]
    refs = [
        _reference(dids[author], _REPOST if repost else _POST, key)
        for author, repost, key in zip(authors, reposts, keys, strict=True)
    ]
    parents = draft["parent"].tolist()
    clips = (draft["wave"] >= 0).tolist()
    events = []
    for place, row in enumerate(table.to_pylist()):
        parent = refs[parents[place]] if parents[place] >= 0 else None
        record = _record(row, parent, clips[place])
        commit = {
            "rev": keys[place],
            "operation": "create",
            "collection": _REPOST if reposts[place] else _POST,
            "rkey": keys[place],
            "record": record,
            "cid": refs[place]["cid"],
        }
        did = dids[authors[place]]
        events.append((moments[place], _event(did, moments[place], "commit", commit)))
    return events


def deletion_events(
    events: Iterable[tuple[int, bytes]], chosen: Iterable[int], delay: int
) -> list[tuple[int, bytes]]:
    """Return notices that people deleted some of the posts, ``delay`` seconds after each."""
    told = list(events)
    made = []
    for place in chosen:
        at, line = told[place]
        event = json.loads(line)
        moment = at + delay * _SECOND
        named = {name: event["commit"][name] for name in ("rev", "collection", "rkey")}
        commit = {"operation": "delete", **named}
        made.append((moment, _event(event["did"], moment, "commit", commit)))
    return made


def account_event(did: str, at: int, status: str) -> tuple[int, bytes]:
    """Return the notice that an account is ``takendown`` or ``deactivated`` from ``at`` on."""
    moment = at * _SECOND
    told = {"active": False, "did": did, "seq": at, "status": status, "time": _iso(moment)}
    return moment, _event(did, moment, "account", told)


def _event(did: str, moment: int, kind: str, content: Mapping[str, Any]) -> bytes:
    event = {"did": did, "time_us": moment, "kind": kind, kind: content}
    return _encode(event).encode() + b"\n"


def _record(row: Mapping[str, Any], parent: dict[str, str] | None, clip: bool) -> dict[str, Any]:
    created = row["created_at"].replace("Z", ".000Z")
    if row["kind"] == "repost":
        return {"$type": _REPOST, "subject": parent, "createdAt": created}
    words = row["text"] or ""
    record: dict[str, Any] = {"$type": _POST, "text": words, "createdAt": created}
    if row["lang"]:
        record["langs"] = [row["lang"]]
    if facets := _facets(words, (row["hashtags"] or "").split(), row["urls"]):
        record["facets"] = facets
    if parent and row["kind"] in ("reply", "comment"):
        record["reply"] = {"root": parent, "parent": parent}
    if embed := _embed(row, parent if row["kind"] == "quote" else None, clip):
        record["embed"] = embed
    return record


def _facets(words: str, tags: list[str], link: str | None) -> list[dict[str, Any]]:
    """Return where hashtags stand in the words, in bytes, and the link that lies on all of them."""
    facets = []
    place = 0
    for tag in tags:
        place = words.index(f"#{tag}", place)
        begins = len(words[:place].encode())
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
        facets.append(_facet(begins, begins + len(tag.encode()) + 1, feature))
    if link:
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": link}
        facets.append(_facet(0, len(words.encode()), feature))
    return facets


def _facet(begins: int, ends: int, feature: dict[str, str]) -> dict[str, Any]:
    return {"index": {"byteStart": begins, "byteEnd": ends}, "features": [feature]}


def _embed(
    row: Mapping[str, Any], quoted: dict[str, str] | None, clip: bool
) -> dict[str, Any] | None:
    media = _media(row["media_hash"], clip) if row["media_hash"] else None
    if not quoted:
        return media
    record = {"$type": "app.bsky.embed.record", "record": quoted}
    if not media:
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media}


def _media(digest: str, clip: bool) -> dict[str, Any]:
    blob = {"$type": "blob", "ref": {"$link": _cid(digest)}, "size": 100_000}
    if clip:
        return {"$type": "app.bsky.embed.video", "video": {**blob, "mimeType": "video/mp4"}}
    picture = {"alt": "", "image": {**blob, "mimeType": "image/jpeg"}}
    return {"$type": "app.bsky.embed.images", "images": [picture]}


def _reference(did: str, collection: str, key: str) -> dict[str, str]:
    return {"cid": _cid(sha256(key.encode()).hexdigest()), "uri": f"at://{did}/{collection}/{key}"}


def _cid(digest: str) -> str:
    """Return what looks like a content identifier: the prefix of raw bytes with SHA-256."""
    return "bafkrei" + base64.b32encode(bytes.fromhex(digest)).decode().lower().rstrip("=")


def _key(moment: int, place: int) -> str:
    """Return a record's key: its moment, and a number that no other of this moment has."""
    return _base32(moment << 10 | place % 1_024, 13)


def _base32(number: int, length: int) -> str:
    return "".join(_SORTABLE[number >> 5 * place & 31] for place in reversed(range(length)))


def _iso(moment: int) -> str:
    return f"{np.datetime64(moment, 'us')}Z"
