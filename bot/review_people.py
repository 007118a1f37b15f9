"""Whether a reply speaks to the right person: names against the author of the post."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.case import Post
from bot.review_names import FIRST_NAMES, Greeting
from bot.review_text import Look, Span, bare, plain

_SIGNED_BY = re.compile(
    r"(?:groet(?:en|jes)?|gr\.?|mvg\.?|liefs|regards|wishes|cheers|thanks|bedankt|alvast dank|ik ben|mijn naam is|i'm|i am|my name is|this is)"
    r"[\s,.!:-]*(?P<name>[^\W\d_]{2,20})"
)
_CALLED = re.compile(
    r"(?:^|(?<=[.!?,]\s))(?:sorry|excuses|bedankt|dank(?: je| u)?(?: ?wel)?|dankjewel|dankuwel|merci|thanks|thank you|cheers|hoi|dag|hey|hi|hello"
    r"|ok[ée]?|okay|klopt|inderdaad|natuurlijk|tuurlijk|begrijpelijk|(?:wat )?vervelend|balen|apologies|absolutely|of course|understood|goed punt|fair point"
    r")[, ]\s?(?P<first>[^\W\d_]{2,20})(?=\s*[,.!?]|\s+(?:voor|for|dat|that|wat|what|we|wij|ik|i)(?!\w))"
    r"|,\s(?P<last>[^\W\d_]{2,20})(?=\s*[.!?](?:\s|$)|,\s(?!en\s|and\s))"
)
_SMALL_WORDS = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "ter",
        "ten",
        "te",
        "la",
        "le",
        "el",
        "al",
        "von",
        "du",
        "da",
        "di",
        "d",
        "t",
        "en",
        "and",
    ]
)
_LONG_NAMES = tuple(name for name in FIRST_NAMES if len(name) > 3)
_ABOUT = re.compile(
    r"(?<!\w)(?:met|aan|van|door|bij|collega\w*|chef|manager|with|to|by|from|colleagues?|our|onze|mijn|my|team|groet\w*|regards|medewerker|monteur)(?!\w)"
)


def wrong_names(look: Look) -> Iterator[tuple[str, Span]]:
    """The names in `look.reply` that are not the customer's, each with its place."""
    greeting, post = look.greeting, look.brief.post
    if greeting and greeting.name and _wrong_greeting(look, greeting):
        yield greeting.name, greeting.name_span
    if greeting and greeting.handle and _wrong_handle(greeting.handle, post):
        yield greeting.handle, greeting.handle_span
    others = _others(look)
    start, end = look.body
    for hit in _CALLED.finditer(look.plain, start, end):
        kind = "first" if hit["first"] else "last"
        name, span = hit[kind], hit.span(kind)
        if name not in others:
            sentence = look.sentences[look.sentence_at(span[0])][0]
            about = kind == "last" and _ABOUT.search(look.plain, max(sentence, span[0] - 40), span[0])
            if about or name not in FIRST_NAMES or not look.reply[span[0]].isupper():
                continue
        if _named(post) and not is_customer(name, post) and name not in plain(look.brief.signer or "").split():
            yield look.reply[span[0] : span[1]], span


def _others(look: Look) -> frozenset[str]:
    """The names that earlier replies greeted."""
    return frozenset(name for earlier in look.brief.earlier[-2000:] if (name := bare(earlier).name))


def _wrong_greeting(look: Look, greeting: Greeting) -> bool:
    words = re.findall(r"[^\W\d_]+", plain(greeting.name or ""))
    post = look.brief.post
    sure = greeting.sure or any(word in FIRST_NAMES for word in words)
    names = [word for word in words if word not in _SMALL_WORDS]
    return bool(sure and names and _named(post) and not any(is_customer(name, post) for name in names))


def _named(post: Post) -> bool:
    """Whether the author goes by a name, and not by a handle that says nothing about it."""
    author = (post.author or "").strip()
    parts = _parts(author)
    if any(part in FIRST_NAMES for part in parts) or (parts and parts[0].startswith(_LONG_NAMES)):
        return True
    return bool(parts) and not re.search(r"[\d_@]", author) and author[:1].isupper() and len(author) > 1


def _parts(author: str) -> list[str]:
    """The words in a name or handle ("SanneVdB_84" → sanne, vdb)."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", author)
    return re.findall(r"[^\W\d_]+", plain(apart))


def is_customer(name: str, post: Post) -> bool:
    """Whether `name` can be what the author of `post` is called: by name, initial, handle, or as the post is signed."""
    name = plain(name)
    parts = _parts(post.author or "")
    whole = "".join(parts)
    if any(
        part == name or (min(len(part), len(name)) > 2 and (part.startswith(name) or name.startswith(part)))
        for part in parts
    ):
        return True
    if len(name) > 2 and name in whole:
        return True
    initials = [part for part in parts if len(part) == 1]
    if initials and name[0] in initials and not any(part in FIRST_NAMES for part in parts):
        return True
    text = plain(post.text)
    signed = {hit["name"] for hit in _SIGNED_BY.finditer(text)} | set(re.findall(r"[^\W\d_]+", text[-40:])[-2:])
    return name in signed


def _wrong_handle(handle: str, post: Post) -> bool:
    """A handle other than the author's own, where the author goes by a handle too."""
    author = (post.author or "").strip()
    if not re.search(r"[\d_@]", author) and author != author.lower():
        return False
    own, called = plain(author).lstrip("@"), plain(handle).lstrip("@")
    return (
        bool(own)
        and " " not in own
        and own != called
        and own not in called
        and called not in own
        and "@" + called not in plain(post.text)
    )
