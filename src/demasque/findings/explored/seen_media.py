"""Pictures and clips as pages list them: every family of a case, and one file with its copies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from demasque.case import CaseStore
from demasque.findings.dossier.accounts_set_aside import EXCLUDED
from demasque.findings.explored.carried_indicators import CarriedIndicator, carried_indicators
from demasque.findings.explored.thing_figures import ThingFigures, thing_cut
from demasque.findings.explored.thing_posts import ThingPost
from demasque.findings.media.family_details import FamilyDetails, family_details
from demasque.media import FamilyScore, synthetic_findings
from demasque.sentences import Sentence

_LISTED: Final = f"""
WITH used AS (
    SELECT coalesce(f.exemplar, i.media) AS family, coalesce(f.content, 'content') AS content,
           i.media, i.post, p.account, p.platform, p.posted_at, campaign
    FROM media_in_posts i JOIN posts p USING (post) LEFT JOIN media_families f USING (media)
    LEFT JOIN memberships m ON m.account = p.account
    WHERE p.kind <> 'repost' AND p.account NOT IN ({EXCLUDED})
      AND ($1::TIMESTAMPTZ IS NULL OR posted_at >= $1::TIMESTAMPTZ)
      AND ($2::TIMESTAMPTZ IS NULL OR posted_at < $2::TIMESTAMPTZ)
)
SELECT family, any_value(content) AS content, any_value(k.kind) AS kind,
       any_value(k.seconds) AS seconds, count(DISTINCT used.media) AS files,
       count(DISTINCT post) AS posts, count(DISTINCT account) AS accounts,
       count(DISTINCT account) FILTER (campaign IS NOT NULL) AS members,
       count(DISTINCT platform) AS platforms, min(posted_at) AS first_at, max(posted_at) AS last_at
FROM used LEFT JOIN (SELECT media, kind, seconds FROM media_files) k ON k.media = family
GROUP BY family ORDER BY accounts DESC, posts DESC, first_at, family"""

FAMILY_OF_MEDIA_POSTS: Final = """
SELECT i.post FROM media_in_posts i LEFT JOIN media_families f USING (media)
WHERE coalesce(f.exemplar, i.media) = $1"""
"""SQL: the posts that hold a family of files, by its exemplar."""

_ONE: Final = """
SELECT m.media, coalesce(f.exemplar, m.media) AS family, kind, bytes, width, height, seconds,
       coalesce(content, 'content') AS content
FROM media_files m LEFT JOIN media_families f USING (media) WHERE m.media = ?"""

_VERSIONS: Final = """
SELECT m.media, kind, bytes, width, height, seconds, coalesce(how, []) AS how, found_by,
       start, "end", exemplar_start, exemplar_end, speed, posts
FROM media_files m LEFT JOIN media_families f USING (media)
LEFT JOIN (SELECT media, count(*) AS posts FROM media_in_posts GROUP BY media) USING (media)
WHERE coalesce(f.exemplar, m.media) = $1
ORDER BY m.media <> $2, m.media <> $1, posts DESC NULLS LAST, m.media LIMIT 100"""


@dataclass(frozen=True)
class MediaVersion:
    """One file of a family. Stretches are in seconds; None where it is no clip or not known."""

    media: str
    kind: str
    bytes: int
    width: int | None
    height: int | None
    seconds: float | None
    how: list[str]  # codes of what was changed, the exemplar beside; none for the same bytes
    found_by: str | None
    start: float | None  # the stretch of this clip that the exemplar has too
    end: float | None
    exemplar_start: float | None  # and where it stands in the exemplar
    exemplar_end: float | None
    speed: float | None
    posts: int | None


@dataclass(frozen=True)
class SeenMedia:
    """One file, its copies, and where they were posted. Of a protected one no more is told."""

    media: str
    family: str  # SHA-256 of the exemplar
    content: str  # content, blank, logo, template
    protected: bool
    details: FamilyDetails
    versions: tuple[MediaVersion, ...]  # itself, then the exemplar, then the most posted
    figures: ThingFigures
    indicators: tuple[CarriedIndicator, ...]
    score: FamilyScore | None  # by a detector of the user's own: of families, never of one file
    synthetic: tuple[Sentence, ...]  # the detector's card, and how many chance gives
    posts: tuple[ThingPost, ...]
    posts_in_all: int

    @property
    def own(self) -> MediaVersion:
        """The file itself."""
        return self.versions[0]


def seen_media_list(
    store: CaseStore, since: datetime | None = None, until: datetime | None = None
) -> pa.Table:
    """Every family of added files in posts, those of most accounts first.

    Columns family (SHA-256 of the exemplar), content, kind, seconds, files, posts, accounts,
    members, platforms, first_at and last_at. Reposts, and posts of accounts that people excluded,
    are not counted. Times are UTC.
    """
    return store.sql(_LISTED, (since, until))


def seen_media(
    store: CaseStore,
    media: str,
    protected: Collection[str],
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    each: int = 100,
) -> SeenMedia | None:
    """Read one file by its SHA-256, with the posts of one page; None where the case has none.

    ``protected`` are the files of which nothing may be shown (``demasque.media``).
    """
    rows = store.sql(_ONE, (media,)).to_pylist()
    if not rows:
        return None
    family, hidden = rows[0]["family"], media in protected
    versions = store.sql(_VERSIONS, (family, media)).to_pylist()
    with thing_cut(store, FAMILY_OF_MEDIA_POSTS, (family,), since, until) as cut:
        figures, posts, count = cut.figures(), cut.page(page, each), cut.posts
    judged = None if hidden else synthetic_findings(store)
    scores = {one.family: one for one in judged.families} if judged else {}
    return SeenMedia(
        media=media,
        family=family,
        content=rows[0]["content"],
        protected=hidden,
        details=family_details(store, [family], protected)[family],
        versions=tuple(MediaVersion(**row) for row in versions),
        figures=figures,
        indicators=carried_indicators(store, FAMILY_OF_MEDIA_POSTS, (family,)),
        score=scores.get(family),
        synthetic=tuple(judged.sentences()) if judged and family in scores else (),
        posts=posts,
        posts_in_all=count,
    )
