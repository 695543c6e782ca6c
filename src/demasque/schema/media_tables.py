"""Tables of the pictures and clips that lie beside posts, and of what they have in common."""

from typing import Final

import pyarrow as pa

from demasque.schema.declaration import TIME, Column, Lifetime, Step, Table, account, post

MEDIA_FILES_TABLE: Final = Table(
    "media_files",
    "one distinct picture, clip or recording that was added beside posts",
    Step.SOURCES,
    # Files lie outside the evidence unless they are kept, so a remap cannot read them again.
    Lifetime.KEPT,
    (
        Column("media", pa.string(), "SHA-256 of the file", nullable=False),
        Column("kind", pa.string(), "image, video, audio", nullable=False),
        Column("bytes", pa.int64(), nullable=False),
        Column("width", pa.int32(), "pixels"),
        Column("height", pa.int32()),
        Column("seconds", pa.float64(), "length of a clip or recording; null for pictures"),
        Column("audio", pa.binary(), "chromaprint: 32-bit numbers, little-endian"),
        Column("thumbnail", pa.binary(), "WebP, its longest side 64 pixels"),
        Column("blurred", pa.binary(), "the same, past recognition"),
        Column("kept", pa.bool_(), "whether a copy lies in the evidence", nullable=False),
        Column("added_at", TIME, nullable=False),
    ),
    key="media",
    added_files=("media",),
)

MEDIA_FRAMES_TABLE: Final = Table(
    "media_frames",
    "a picture, or one looked-at frame of a clip, by its fingerprint",
    Step.SOURCES,
    Lifetime.KEPT,
    (
        Column("media", pa.string(), nullable=False),
        Column("frame", pa.int32(), "from 0", nullable=False),
        Column("at", pa.float64(), "seconds from the clip's start; 0 for pictures", nullable=False),
        Column(
            "hashes",
            pa.binary(),
            "PDQ in eight orientations, 8 x 32 bytes, as it is first",
            nullable=False,
        ),
        Column(
            "box",
            pa.binary(),
            "what trimming left: left, top, right, bottom as fractions, four 32-bit floats, "
            "little-endian",
        ),
        Column(
            "reference",
            pa.binary(),
            "the same as others' tools hash it, untrimmed; null where it is no other",
        ),
        Column("quality", pa.int32(), "of the PDQ, 0 to 100", nullable=False),
        Column("scene", pa.bool_(), "whether a scene starts here", nullable=False),
        Column("features", pa.binary(), "local features, of pictures and of scenes' first frames"),
    ),
    parent="media_files",
    added_files=("media",),
)

MEDIA_IN_POSTS_TABLE: Final = Table(
    "media_in_posts",
    "one added file in one post",
    Step.SOURCES,
    Lifetime.KEPT,
    (
        post("post", nullable=False),
        Column("media", pa.string(), nullable=False),
    ),
    parent="media_files",
)

AVATAR_FILES_TABLE: Final = Table(
    "avatar_files",
    "one added file that is the picture of one account",
    Step.SOURCES,
    Lifetime.KEPT,
    (
        account("account", nullable=False),
        Column("media", pa.string(), nullable=False),
    ),
    parent="media_files",
    describes_accounts=True,
)

MEDIA_EYES_TABLE: Final = Table(
    "media_eyes",
    "where the eyes are in one account's picture; null where no face is seen",
    Step.CAMPAIGNS,
    Lifetime.KEPT,
    (
        Column("media", pa.string(), nullable=False),
        Column("left_x", pa.float64(), "fractions of the picture's sides, from its upper left"),
        Column("left_y", pa.float64()),
        Column("right_x", pa.float64()),
        Column("right_y", pa.float64()),
        Column("on_template", pa.bool_(), "whether both are where generated portraits have them"),
    ),
    parent="media_files",
    added_files=("media",),
)

MEDIA_ORIGINS_TABLE: Final = Table(
    "media_origins",
    "what one added file says of where it comes from",
    Step.SOURCES,
    Lifetime.KEPT,
    (
        Column("media", pa.string(), nullable=False),
        Column("name", pa.string(), "credentials, signer, encoder, container, ...", nullable=False),
        Column("value", pa.string(), nullable=False, words=True),
    ),
    parent="media_files",
    added_files=("media",),
)

MEDIA_WORDS_TABLE: Final = Table(
    "media_words",
    "words that were read in, or heard from, one added file",
    Step.TRACES,
    Lifetime.KEPT,
    (
        Column("media", pa.string(), nullable=False),
        Column("how", pa.string(), "read, heard", nullable=False),
        Column("at", pa.float64(), "seconds from the clip's start; 0 for pictures", nullable=False),
        Column(
            "text",
            pa.string(),
            "line by line, personal details masked; null: looked at, and none found",
            words=True,
        ),
        Column("score", pa.float64(), "the reader's own, 0 to 1, of its least sure line"),
        Column("reader", pa.string(), "program and version", nullable=False),
    ),
    parent="media_files",
    added_files=("media",),
)

SYNTHETIC_DETECTORS_TABLE: Final = Table(
    "synthetic_detectors",
    "a detector that the user brought, and its card",
    Step.TRACES,
    Lifetime.KEPT,
    (
        Column("detector", pa.string(), "name, and the start of its SHA-256", nullable=False),
        Column("card", pa.string(), "JSON", nullable=False),
        Column("used_at", TIME, "when it was used last", nullable=False),
    ),
)

SYNTHETIC_SCORES_TABLE: Final = Table(
    "synthetic_scores",
    "what a detector gave one added file; told of families only",
    Step.TRACES,
    Lifetime.KEPT,
    (
        Column("media", pa.string(), nullable=False),
        Column("detector", pa.string(), nullable=False),
        Column("score", pa.float64(), "of clips the median; null: the detector gave none"),
    ),
    parent="media_files",
    added_files=("media",),
)

MEDIA_FAMILIES_TABLE: Final = Table(
    "media_families",
    "one added file and the exemplar that it resembles",
    Step.TRACES,
    Lifetime.RESULT,
    (
        Column("media", pa.string(), nullable=False),
        Column("exemplar", pa.string(), "the file that all of a family resemble", nullable=False),
        Column("content", pa.string(), "content, blank, logo, template", nullable=False),
        Column(
            "how",
            pa.list_(pa.string()),
            "what was changed: mirrored, cropped, subtitled, shortened, ...; [] for the same bytes",
            nullable=False,
        ),
        Column("found_by", pa.string(), "same_bytes, pdq, features, frames, audio", nullable=False),
        Column("distance", pa.float64(), "bits of 256, median over frames; null without PDQ"),
        Column("start", pa.float64(), "seconds: the stretch of this clip that is shared"),
        Column("end", pa.float64()),
        Column(
            "exemplar_start", pa.float64(), "seconds: where that stretch stands in the exemplar"
        ),
        Column("exemplar_end", pa.float64()),
        Column("speed", pa.float64(), "of this clip, the exemplar's being 1"),
    ),
    added_files=("media", "exemplar"),
)

PROTECTED_MEDIA_TABLE: Final = Table(
    "protected_media",
    "a hash of media that no output may show: a person's whom the posts harm",
    Step.TRACES,
    # A person who asked for protection asks once.
    Lifetime.KEPT,
    (
        Column("hash", pa.string(), "SHA-256 or PDQ, 64 hexadecimal digits", nullable=False),
        Column("given_at", TIME, nullable=False),
    ),
    key="hash",
)

MEDIA_MESSAGES_TABLE: Final = Table(
    "media_messages",
    "one added file, and a message that pictures of several families have in them",
    Step.TRACES,
    Lifetime.RESULT,
    (
        Column("media", pa.string(), nullable=False),
        Column("trace", pa.int64(), "of the kind picture_text", nullable=False),
    ),
)
