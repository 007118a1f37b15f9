"""A reply laid open for the reviewer: its words in one plain form, its sentences, greeting and signature.

Everything is a span of the original text, so that a finding can point at the very words that show it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.case import Post
from bot.deeds import Deeds, Reader
from bot.review_names import FIRST_NAMES, Greeting, greeting_of, introduced, signature_of
from bot.review_rules import Says

Span = tuple[int, int]

DONE = 0.5
"""From which chance on a sentence makes a move such as `empathy`, though no pattern knows its words."""

FEWEST_TO_READ = 2
"""Words of a sentence that says enough to be read by itself."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the reviewer knows besides the reply.

    `earlier`: replies that went out before. `signer`: who signs this one. `is_complaint`: false for praise, a question
    or abuse. `private_details`: the advice moves the details to private. `levels`: the team's changes to the rules
    ("block", "warn" or "off"). `never_say`: the brand's own forbidden phrases; `emoji`, `humour`: whether it
    allows them at all. `limits`: the most characters that a
    platform takes. `lang`: the post's language, where it is known. `reads`: what tells of each sentence what it does,
    where there is a reader; without one the rules have their patterns only.
    """

    post: Post
    earlier: Sequence[str] = ()
    signer: str | None = None
    is_complaint: bool = True
    private_details: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    never_say: Sequence[str] = ()
    emoji: bool = True
    humour: bool = True
    limits: Mapping[str, int] = field(default_factory=lambda: {"x": 280})
    lang: str | None = None
    reads: Reader | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """The reply as the rules see it.

    `plain` is as long as `reply`: lower case, no accents, straight quotes, and words between quotes blanked out (a
    quoted word is not said by the brand). `body` is what stands between greeting and signature.
    """

    reply: str
    brief: Brief
    plain: str
    sentences: tuple[Span, ...]
    greeting: Greeting | None
    body: Span
    signed: bool
    language_of: Callable[[str], str]
    deeds: Mapping[int, Deeds] = field(default_factory=dict)  # by the number of the sentence, of those in the body

    def hits(self, says: Says, unless: Says | None = None, around: int = 0) -> Iterator[Span]:
        """Where `says` stands, but for the sentences in which `unless` stands too (or within `around` sentences)."""
        for nr, (start, end) in enumerate(self.sentences):
            hit = says.search(self.plain, start, end)
            if hit is None or (unless and self.near(unless, nr, around)):
                continue
            yield hit.span()

    def near(self, pattern: Says, nr: int, around: int) -> bool:
        """Whether `pattern` stands in sentence `nr` or in `around` sentences before or after it."""
        first, last = max(0, nr - around), min(len(self.sentences) - 1, nr + around)
        return pattern.search(self.plain, self.sentences[first][0], self.sentences[last][1]) is not None

    def has(self, pattern: Says) -> bool:
        """Whether `pattern` stands anywhere in one sentence of the reply."""
        return any(pattern.search(self.plain, start, end) for start, end in self.sentences)

    def chance(self, deed: str, numbers: Iterable[int] | None = None) -> float:
        """How likely the reply, or any of some of its sentences, does something; 0 where nobody read it."""
        numbers = self.deeds if numbers is None else numbers
        return max((self.deeds.get(nr, {}).get(deed, 0.0) for nr in numbers), default=0.0)

    def doing(self, deed: str, least: float) -> Iterator[Span]:
        """The sentences that do something with at least this chance, without greeting and signature."""
        for nr, read in self.deeds.items():
            if read.get(deed, 0.0) >= least:
                start, end = max(self.sentences[nr][0], self.body[0]), min(self.sentences[nr][1], self.body[1])
                said = self.reply[start:end]
                yield start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())

    def sentence_at(self, place: int) -> int:
        """The number of the sentence in which `place` stands."""
        return max(0, bisect_right(self.sentences, (place, len(self.plain) + 1)) - 1)

    @property
    def end(self) -> Span:
        """The place of something that is missing: the end of the reply."""
        return len(self.reply), len(self.reply)


_QUOTES = {**dict.fromkeys("’‘‛`´ʼ′", "'"), **dict.fromkeys("“”„«»″", '"'), "‐": "-", "‑": "-"}


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character in _QUOTES:
        return _QUOTES[character]
    if character.isspace():
        return character if character == "\n" else " "
    if not character.isalnum():
        return character
    return unicodedata.normalize("NFKD", character)[0].lower()[0]


def plain(text: str) -> str:
    """`text` in lower case, without accents, with straight quotes and plain spaces; as long as `text`."""
    return "".join(map(_plain_character, text))


_QUOTED = re.compile(r'"[^"\n]{2,160}"|(?<!\w)\'[^\'\n]{2,80}\'(?!\w)|^>.*$', re.MULTILINE)
_WRAPPED = re.compile(r"(?<![.!?,:;\n])\n(?=[a-z])")
_BOUNDARY = re.compile(
    r"(?<![(\s])(?:[.!?…]+[\"')\]]*)(?=\s|$)|[.!?…]+[\"')\]]*$|\n+"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+(?=\s+[^\W\d_])"
)
_SHORTENED = re.compile(
    r"(?:\b(?:\w\.){1,3}\w|\b(?:bijv|evt|incl|excl|nr|dhr|mevr|mw|mr|mrs|ms|dr|ca|tel|max|min|resp|jl|vgl|etc|eg|ie|no))$"
)


def _without_quotes(text: str) -> str:
    quoted = list(_QUOTED.finditer(text))
    if sum(hit.end() - hit.start() for hit in quoted) * 2 > len(text):
        return text
    parts, last = [], 0
    for hit in quoted:
        parts += [text[last : hit.start()], "·" * (hit.end() - hit.start())]
        last = hit.end()
    return "".join([*parts, text[last:]])


def sentences_of(text: str) -> tuple[Span, ...]:
    """The sentences of a plain text as spans; a line end closes one as well, "a.u.b." does not."""
    spans, start = [], 0
    for hit in _BOUNDARY.finditer(text):
        shortened = hit.group() == "." and _SHORTENED.search(text, max(0, hit.start() - 12), hit.start())
        if shortened and text[hit.end() :][:2].strip()[:1].islower():
            continue
        if text[start : hit.end()].strip():
            spans.append((start, hit.end()))
        start = hit.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple(spans)


def look_at(reply: str, brief: Brief, language_of: Callable[[str], str]) -> Look:
    """Lay `reply` open for the rules."""
    text = _WRAPPED.sub(" ", _without_quotes(plain(reply)))
    greeting = greeting_of(reply, text)
    signature = signature_of(reply, _names_of(brief))
    start = greeting.span[1] if greeting else 0
    end = max(start, signature.span[0]) if signature else len(reply)
    signed = bool(signature and signature.name) or introduced(reply)
    sentences = sentences_of(text)
    return Look(
        reply=reply,
        brief=brief,
        plain=text,
        sentences=sentences,
        greeting=greeting,
        body=(start, end),
        signed=signed or _ends_with(text, brief.signer),
        language_of=language_of,
        deeds=_deeds(reply, sentences, (start, end), brief.reads),
    )


def _deeds(reply: str, sentences: Sequence[Span], body: Span, reads: Reader | None) -> dict[int, Deeds]:
    """What each sentence of the body does, by its number."""
    inside = {
        nr: words
        for nr, (start, end) in enumerate(sentences)
        if len((words := reply[max(start, body[0]) : min(end, body[1])]).split()) >= FEWEST_TO_READ
    }
    return dict(zip(inside, reads(list(inside.values())), strict=True)) if reads and inside else {}


def _names_of(brief: Brief) -> frozenset[str]:
    """The names that the customer goes by: a reply does not end signed with one of these."""
    own = {plain(brief.signer or "").split(" ")[0]}
    return frozenset(re.findall(r"[^\W\d_]{2,}", plain(brief.post.author or ""))) - own


def _ends_with(text: str, signer: str | None) -> bool:
    name = plain((signer or "").strip())
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text[-(len(name) + 60) :]) is not None


@dataclass(frozen=True, slots=True)
class Bare:
    """A reply without greeting, names, signature and figures: what makes it the same answer as another.

    `words` are sorted, so that turning two sentences around does not make it another answer.
    """

    words: str
    count: int
    name: str | None


@lru_cache(maxsize=32_768)
def bare(reply: str) -> Bare:
    """Strip a reply to what it says; kept, since the same earlier replies are compared with every new one."""
    text = plain(reply)
    greeting, signature = greeting_of(reply, text), signature_of(reply, frozenset())
    start = greeting.span[1] if greeting else 0
    end = max(start, signature.span[0]) if signature else len(text)
    name = plain(greeting.name) if greeting and greeting.name else None
    words = re.findall(r"[^\W\d_]+|\d+", re.sub(r"https?://\S+|@\w+", " ", text[start:end]))
    kept = sorted("0" if word.isdigit() else word for word in words if word != name and word not in FIRST_NAMES)
    return Bare(" ".join(kept), len(kept), name)
