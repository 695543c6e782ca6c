"""What is read of a post in Bluesky's app-view, and of an account."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

Count = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None


class SkyVerification(Struct, gc=False, rename="camel"):
    """Who vouches for an account."""

    verified_status: str | None = None


class SkyActor(Struct, gc=False, rename="camel"):
    """An account."""

    did: str | None = None
    handle: str | None = None
    display_name: str | None = None
    created_at: str | None = None
    avatar: str | None = None
    description: str | None = None
    verification: SkyVerification | None = None
    followers_count: Count = None
    follows_count: Count = None
    posts_count: Count = None


class SkyAddress(Struct, gc=False):
    """What stands at an address."""

    uri: str | None = None


class SkyQuoted(Struct, gc=False):
    """A post that is quoted; beside pictures it stands one record deeper."""

    uri: str | None = None
    record: SkyAddress | None = None


class SkyBlobLink(Struct, gc=False):
    """The hash of a file."""

    link: str | None = field(name="$link", default=None)


class SkyBlob(Struct, gc=False):
    """A file, old or new way."""

    ref: SkyBlobLink | None = None
    cid: str | None = None


class SkyPicture(Struct, gc=False):
    """A picture."""

    image: SkyBlob | None = None


class SkyBeside(Struct, gc=False):
    """Pictures, a clip or a link beside a quoted post."""

    external: SkyAddress | None = None
    images: list[SkyPicture] | None = None
    video: SkyBlob | None = None


class SkyEmbed(Struct, gc=False):
    """What stands below a post's words."""

    external: SkyAddress | None = None
    record: SkyQuoted | None = None
    images: list[SkyPicture] | None = None
    video: SkyBlob | None = None
    media: SkyBeside | None = None


class SkyFeature(Struct, gc=False):
    """A link, a hashtag or an account that is mentioned."""

    uri: str | None = None
    tag: str | None = None
    did: str | None = None


class SkyFacet(Struct, gc=False):
    """A stretch of the text that is marked."""

    features: list[SkyFeature] | None = None


class SkyAnswered(Struct, gc=False):
    """The posts that are answered."""

    root: SkyAddress | None = None
    parent: SkyAddress | None = None


class SkyRecord(Struct, gc=False, rename="camel"):
    """A post as its author's program wrote it."""

    text: str | None = None
    created_at: str | None = None
    langs: list[str] | None = None
    facets: list[SkyFacet] | None = None
    reply: SkyAnswered | UnsetType = UNSET
    embed: SkyEmbed | None = None
    tags: list[str] | None = None
    via: str | None = None


class SkyPost(Struct, gc=False, rename="camel"):
    """A post as the app-view shows it."""

    uri: str | None = None
    author: SkyActor | None = None
    record: SkyRecord | None = None
    indexed_at: str | None = None
    like_count: Count = None
    repost_count: Count = None
    reply_count: Count = None
    quote_count: Count = None


class SkyThread(Struct, gc=False):
    """The posts that an entry of a feed answers, as the app-view shows them."""

    root: SkyPost | None = None
    parent: SkyPost | None = None


class SkyReason(Struct, gc=False, rename="camel"):
    """Who reposted a post, and when."""

    by: SkyActor | None = None
    indexed_at: str | None = None
    uri: str | None = None
