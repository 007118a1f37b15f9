"""Personal data in free text: where it stands, and the text without it.

Numbers are checked by well-kept libraries (phonenumbers; python-stdnum for IBAN, BSN and cards), so that an
order of 9 digits is not taken for a citizen number. What is masked keeps a readable name in brackets, and
`find` recognises those names again: a post that was stored masked still counts as one with personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn
from stdnum.nl import bsn

from bot.words import Words

NAMES: dict[str, Words] = {
    "email": Words("e-mailadres", "e-mail address"),
    "iban": Words("rekeningnummer", "account number"),
    "card": Words("kaartnummer", "card number"),
    "phone": Words("telefoonnummer", "phone number"),
    "bsn": Words("burgerservicenummer", "citizen number"),
    "customer_number": Words("klant- of ordernummer", "customer or order number"),
    "address": Words("adres", "address"),
    "birth_date": Words("geboortedatum", "date of birth"),
}


NAMED_PERSON = re.compile(
    r"\b(?i:mevrouw|meneer|mevr\.?|dhr\.?|mrs?\.?|ms\.?|dr\.?|dokter|doctor|conducteur|chauffeur|verpleegkundige|juf|meester|"
    r"surname|achternaam|t\.?n\.?v\.?|named?|heet) (?:[A-Z]\. )?[A-ZÀ-Ý][\w'’-]+|\b(?:onze|mijn|our|my) [A-Z][\w'’-]+ [A-Z][\w'’-]+"
)
"""A person by name, told as something that identifies them; together with the signal `personal_data` only."""


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: its kind (a key of NAMES) and its place, text[start:end]."""

    kind: str
    start: int
    end: int


_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b", re.IGNORECASE)
# A digit mistyped leaves it an account number for everybody who reads it.
_IBAN_NL_BE = re.compile(r"\b(?:NL\d{2} ?[A-Z]{4}(?: ?\d){10}|BE\d{2}(?: ?\d){12})\b", re.IGNORECASE)
_CARD = re.compile(r"\b(?:\d[ -]?){15,18}\d\b")
_BSN = re.compile(r"\b\d{9}\b")
# No plan knows a number with a digit mistyped, and yet everybody takes it for one.
_LIKE_A_PHONE = re.compile(r"(?<![\d.,/-])0[1-9]\d{0,3}[ -]?\d{3}[ -]?\d{3,5}(?![\d.,/-]\d|\d)")
_DATE_OR_TIME = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[.:]\d{2}[-–]\d{1,2}[.:]\d{2}")
_NUMBER_OF = re.compile(
    r"\b(?:bestelling|bestel|order|klant|relatie|factuur|dossier|zaak|polis|contract|lid|ticket|pakket|meter|claim|schade|abonnement|subscription|pati[eë]nt|acct|case|customer|"
    r"client|account|booking|reference|ref|invoice|policy|member|track(?:ing)?|boeking|reservering|barcode)s?"
    r"(?:[ -]?(?:nummer|number|num|nr|no|code|id|ref(?:erence)?))?\.?\s*(?:is|was|:|=|#|-)?\s*#?"
    r"(?P<number>[A-Z]{0,4}[-/]?\d[\dA-Z./-]{3,24}(?: \d{2,4}){0,4})\b",
    re.IGNORECASE,
)
_BARE_TRACK = re.compile(r"\b(?:3S[A-Z0-9]{11,13}|JVGL\d{10,20}|#\d{5,})\b", re.IGNORECASE)
_STREET = re.compile(
    r"(?<![\w'’-])[A-ZÀ-Ý][\w'’-]*(?:straat|laan|weg|plein|steenweg|dreef|kade|gracht|hof|pad|singel|baan|dijk|lei|plantsoen)"
    r"\s+\d{1,4}\s?[a-zA-Z]?(?:\s*(?:bus|/|-)\s*\w{1,4})?\b"
    r"|\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'’-]+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Way|Terrace"
    r"|Crescent|Gardens|Grove|Mews)\b"
)
_POST_CODE = re.compile(
    r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b(?!\w)"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
)
_BIRTH = re.compile(
    r"(?:geboren(?:\s+op)?|geboortedatum|geb\.|date of birth|dob|born(?:\s+on)?)\s*:?\s*"
    r"(?P<date>\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4})",
    re.IGNORECASE,
)
_MASKED = re.compile(
    r"\[(?:" + "|".join(re.escape(name) for words in NAMES.values() for name in (words.nl, words.en)) + r")\]"
)


def _checked(text: str) -> Iterator[Found]:
    """Numbers that carry a check digit, or that a numbering plan knows."""
    for hit in _IBAN.finditer(text):
        # Words behind a number may look like part of it ("… 7034 is van mij"): the longest valid beginning counts.
        ends = [hit.start() + space.start() for space in re.finditer(r" |$", hit.group())]
        if end := next(
            (end for end in reversed(ends) if iban.is_valid(text[hit.start() : end], check_country=False)), None
        ):
            yield Found("iban", hit.start(), end)
    for hit in _IBAN_NL_BE.finditer(text):
        yield Found("iban", *hit.span())
    for hit in _CARD.finditer(text):
        if luhn.is_valid(re.sub(r"\D", "", hit.group())):
            yield Found("card", *hit.span())
    for hit in _BSN.finditer(text):
        if bsn.is_valid(hit.group()):
            yield Found("bsn", *hit.span())
    yield from _phones(text)


def _phones(text: str) -> Iterator[Found]:
    """Numbers that a plan knows, and what everybody takes for a telephone number."""
    spans = [hit.span() for hit in _LIKE_A_PHONE.finditer(text)]
    for region in ("NL", "BE", "GB"):
        spans += [(match.start, match.end) for match in phonenumbers.PhoneNumberMatcher(text, region)]
    for start, end in spans:
        if not _DATE_OR_TIME.match(text, start):
            yield Found("phone", start, end)


def _worded(text: str) -> Iterator[Found]:
    """What is personal because of the words around it."""
    for hit in _EMAIL.finditer(text):
        yield Found("email", *hit.span())
    for hit in _NUMBER_OF.finditer(text):
        yield Found("customer_number", *hit.span("number"))
    for hit in _BARE_TRACK.finditer(text):
        yield Found("customer_number", *hit.span())
    for pattern in (_STREET, _POST_CODE):
        for hit in pattern.finditer(text):
            yield Found("address", *hit.span())
    for hit in _BIRTH.finditer(text):
        yield Found("birth_date", *hit.span("date"))


_ORDER = list(NAMES)


def find(text: str) -> tuple[Found, ...]:
    """Return the personal data in `text`, in order and without overlaps (the more certain kind wins).

    Names left behind by `mask` are found as well, with the kind they stand for.
    """
    found = [*_checked(text), *_worded(text)]
    for hit in _MASKED.finditer(text):
        kind = next(kind for kind, words in NAMES.items() if hit.group()[1:-1] in (words.nl, words.en))
        found.append(Found(kind, *hit.span()))
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (_ORDER.index(f.kind), f.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda f: f.start))


def mask(text: str, lang: str = "nl") -> str:
    """Return `text` with every piece of personal data replaced by its name in brackets, in `lang`."""
    parts: list[str] = []
    last = 0
    for one in find(text):
        parts += [text[last : one.start], f"[{NAMES[one.kind].said(lang)}]"]
        last = one.end
    return "".join([*parts, text[last:]])


def contained(reply: str, post: str) -> tuple[Found, ...]:
    """Return the personal data of `reply` that stands in `post` too: what a reply must never repeat."""
    in_post = {_bare(post[one.start : one.end]) for one in find(post)}
    return tuple(one for one in find(reply) if _bare(reply[one.start : one.end]) in in_post)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
