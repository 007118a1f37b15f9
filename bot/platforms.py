"""Which platform an address belongs to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PLATFORMS = {
    "x.com": "x", "twitter.com": "x", "t.co": "x", "facebook.com": "facebook", "fb.com": "facebook", "fb.watch": "facebook",
    "instagram.com": "instagram", "linkedin.com": "linkedin", "lnkd.in": "linkedin", "trustpilot.com": "trustpilot",
    "g.page": "google_review", "goo.gl": "google_review", "maps.app.goo.gl": "google_review",
}  # fmt: skip


def platform_of(url: str) -> str:
    """The platform that an address belongs to, by its host; "other" where none is known."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return "other"
    if re.fullmatch(r"(?:maps\.)?google\.[a-z.]{2,6}", host):
        return "google_review"
    parts = host.split(".")
    return next((_PLATFORMS[name] for n in range(len(parts)) if (name := ".".join(parts[n:])) in _PLATFORMS), "other")
