"""Hosts whose addresses stand for any page at all: a link to one says nothing of the site meant."""

from typing import Final

SHORTENERS: Final = frozenset((
    "adf.ly", "amzn.to", "bit.do", "bit.ly", "bitly.com", "buff.ly", "clck.ru", "cutt.ly", "dld.bz",
    "dlvr.it", "dwz.cn", "fb.me", "fb.watch", "flip.it", "goo.gl", "goo.su", "ht.ly", "hubs.li",
    "ift.tt", "is.gd", "j.mp", "lnk.to", "lnkd.in", "mol.im", "ow.ly", "po.st", "qr.ae", "rb.gy",
    "rebrand.ly", "redd.it", "s.id", "sh.st", "shorturl.at", "snip.ly", "spoti.fi", "su.pr",
    "suo.im", "t.cn", "t.co", "t.ly", "t.me", "tiny.cc", "tiny.one", "tinyurl.com", "tr.im",
    "trib.al", "u.to", "url.cn", "v.gd", "vk.cc", "wapo.st", "wp.me", "wp.pl", "x.gd", "youtu.be",
    "zpr.io",
))  # fmt: skip
"""By name, in small letters."""
