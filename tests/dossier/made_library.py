"""Small files in the formats that libraries take, made by hand."""

import json
from pathlib import Path
from typing import Any

META = "\n".join(
    (
        "Tactic ,Technique,Procedure,Indicator,Notes",
        '0. Acquiring,0.6 Domains,0.6.2 Acquiring domains,"bild[.]pics\n",Spoof of a newspaper',
        "0. Acquiring,0.6 Domains,0.6.2 Acquiring domains,hxxps://rrn[.]world/,",
        ",,,,",
        '0. Acquiring,0.6 Domains,0.6.2 Acquiring domains,"a1[.]com, b2[.]com; c3[.]com",',
        '6. Posting,6.1 Blogs,6.1.3 Posting on blogs,Who pays for the "free" newspapers?,',
        "7. Engagement,7.3 Audience,7.3.1 Using hashtags,#NoWar2023,",
        "7. Engagement,7.5 Traffic,7.5.1 Directing,http://reddit.com/user/somebody/comments/1g6/x,",
        "0. Acquiring,0.2 E-mail,0.2.1 Acquiring addresses,info[at]rrn[.]world,",
        '5. Evading,5.2 Camouflage,5.2.2 Editing,"Summaries of the legitimate site point[.]md",',
        "8. Compromising assets,8.2 Defacing,8.2.1 Defacing websites,victim[.]example[.]org,",
        "1. Disguising assets,1.2 Posing,1.2.4 Posing as hacktivist,Black Magic,",
        "",
    )
)

MISP: dict[str, Any] = {
    "Event": {
        "info": "Operation Example",
        "date": "2024-05-06",
        "Tag": [{"name": "tlp:clear"}, {"name": 'admiralty-scale:source-reliability="b"'}],
        "Attribute": [
            {"type": "domain", "value": "rrn[.]world", "to_ids": True, "comment": "their site"},
            {"type": "url", "value": "hxxp://bild.pics/a", "to_ids": True},
            {"type": "link", "value": "https://example.org/report", "to_ids": False},
            {"type": "sha256", "value": "A" * 64},
            {"type": "domain", "value": "bild.de", "to_ids": False, "comment": "the original"},
            {"type": "email-src", "value": "a@b.org"},
            {"type": "ip-dst", "value": "1.2.3.4"},
            {"type": "domain", "value": "gone.org", "deleted": True},
            {
                "type": "text",
                "value": "The farmers pay for it all",
                "first_seen": "2024-01-02T00:00",
            },
        ],
        "Object": [
            {
                "name": "microblog",
                "Attribute": [
                    {"type": "text", "object_relation": "post", "value": "Enough of the lies now"},
                    {"type": "text", "object_relation": "state", "value": "Informative for all"},
                    {
                        "type": "url",
                        "object_relation": "archive",
                        "value": "https://web.archive.org/web/2024/https://example.net/a",
                    },
                    {"type": "md5", "value": "0" * 32, "object_relation": "md5"},
                ],
            }
        ],
    }
}


def stix(*objects: dict[str, Any]) -> dict[str, Any]:
    return {"type": "bundle", "id": "bundle--1", "objects": list(objects)}


def indicator(pattern: str, **more: Any) -> dict[str, Any]:
    return {"type": "indicator", "pattern": pattern, "pattern_type": "stix", **more}


def write_json(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), "utf-8")
    return path


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path
