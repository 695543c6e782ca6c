"""Sites that so many people link to that a link to them proves nothing, whoever lists them.

The list is not complete and need not be: what is common in a case is seen in the case itself
(:mod:`.carrier_rates`). It is for small cases, in which a large site may occur nowhere else. A page
on one of these sites, or a site of its own under one (``name.blogspot.com``), is not common.
"""

from typing import Final

from demasque.text import SHORTENERS

PLATFORMS: Final = frozenset((
    "4chan.org", "8kun.top", "academia.edu", "adobe.com", "afreecatv.com", "alibaba.com",
    "amazon.co.uk", "amazon.com", "amazon.de", "amazon.fr", "amebaownd.com", "aol.com",
    "apple.com", "archive.is", "archive.org", "archive.ph", "archive.today", "avaaz.org",
    "baidu.com", "bandcamp.com", "bbc.co.uk", "bbc.com", "bilibili.com", "bing.com",
    "bitchute.com", "blogger.com", "blogspot.com", "bsky.app", "change.org", "cloudflare.com",
    "cnn.com", "dailymotion.com", "deviantart.com", "discord.com", "discord.gg", "disqus.com",
    "docs.google.com", "douban.com", "douyin.com", "drive.google.com", "duckduckgo.com",
    "ebay.com", "eventbrite.com", "facebook.com", "feedburner.com", "flickr.com", "forms.gle",
    "foxnews.com", "gab.com", "gettr.com", "github.com", "github.io", "gmail.com", "gofundme.com",
    "google.ca", "google.co.uk", "google.com", "google.de", "google.fr", "gravatar.com",
    "hatena.ne.jp", "imdb.com", "imgur.com", "instagram.com", "issuu.com", "itunes.apple.com",
    "kakao.com", "kickstarter.com", "lemonde.fr", "line.me", "linkedin.com", "linktr.ee",
    "linktree.com", "live.com", "livejournal.com", "mail.ru", "maps.google.com",
    "mastodon.social", "medium.com", "messenger.com", "microsoft.com", "minds.com", "msn.com",
    "myspace.com", "naver.com", "netflix.com", "news.google.com", "nytimes.com",
    "odnoklassniki.ru", "odysee.com", "ok.ru", "outlook.com", "parler.com", "pastebin.com",
    "patreon.com", "paypal.com", "photobucket.com", "pinterest.com", "pixiv.net",
    "play.google.com", "podcasts.apple.com", "qq.com", "quora.com", "reddit.com", "reuters.com",
    "rumble.com", "rutube.ru", "scribd.com", "secure.avaaz.org", "sina.com.cn",
    "sites.google.com", "slideshare.net", "snapchat.com", "sohu.com", "soundcloud.com",
    "spotify.com", "stackoverflow.com", "steemit.com", "strava.com", "substack.com",
    "taobao.com", "telegra.ph", "telegram.me", "telegram.org", "theguardian.com", "threads.net",
    "tiktok.com", "truthsocial.com", "tumblr.com", "twitch.tv", "twitter.com", "vimeo.com",
    "vk.com", "vkontakte.ru", "wattpad.com", "wechat.com", "weebly.com", "weibo.cn", "weibo.com",
    "weixin.qq.com", "whatsapp.com", "wikimedia.org", "wikipedia.org", "wix.com", "wixsite.com",
    "wordpress.com", "x.com", "xiaohongshu.com", "yahoo.co.jp", "yahoo.com", "yandex.ru",
    "yelp.com", "youku.com", "youtube-nocookie.com", "youtube.com", "zhihu.com", "zoom.us",
))  # fmt: skip
"""Platforms, hosts of other people's pages, search engines and news sites that many quote."""

_PREFIXES: Final = ("www.", "m.", "mobile.", "amp.", "old.", "web.")


def common_by_nature(domain: str) -> bool:
    """Whether a domain (ASCII, lower case) is one that anybody links to."""
    for prefix in _PREFIXES:
        bare = domain.removeprefix(prefix)
        if bare != domain and "." in bare:
            domain = bare
    return domain in SHORTENERS or domain in PLATFORMS
