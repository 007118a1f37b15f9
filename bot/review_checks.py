"""The reviewer's rules that look at the words of a reply: each takes the reply and yields the places that break it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot import personal_data
from bot import review_deeds as deeds
from bot import review_moves as moves
from bot import review_rules as rules
from bot import review_tone as tone
from bot.review_names import FIRST_NAMES
from bot.review_people import wrong_names
from bot.review_rules import Says
from bot.review_text import Look, Span, plain
from bot.review_words import FORBIDDEN_PHRASE, MESSAGES, NO_EMOJI, PASSED_ON
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that breaks a rule; `message` where it is not the rule's usual one."""

    start: int
    end: int
    message: Words | None = None


def _spans(look: Look, says: Says, unless: Says | None = None, around: int = 0) -> Iterator[Hit]:
    return (Hit(*span) for span in look.hits(says, unless, around))


def robot_phrase(look: Look) -> Iterator[Hit]:
    """Stock phrases, the brand's own forbidden ones, and "we pass it on" without to whom and what follows."""
    yield from _spans(look, rules.ROBOT)
    for phrase in look.brief.never_say:
        said = r"\s+".join(re.escape(word) for word in plain(phrase).split())
        if said and (hit := re.search(rf"(?<!\w){said}(?!\w)", plain(look.reply))):
            yield Hit(*hit.span(), FORBIDDEN_PHRASE)
    if not look.brief.emoji and (drawn := _EMOJI.search(look.reply)):
        yield Hit(*drawn.span(), NO_EMOJI)
    follows = look.has(moves.TIME) or look.has(moves.PUBLIC_RETURN)
    for start, end in look.sentences:
        hit = rules.PASS_ON.search(look.plain, start, end)
        if not hit or rules.TOLD.search(look.plain, start, end) or not rules.PASS_ON_US.search(look.plain, start, end):
            continue
        to_whom = any(who["which"] or _somebody(who["who"]) for who in rules.TO_WHOM.finditer(look.plain, start, end))
        if not to_whom or (look.brief.is_complaint and not follows):
            yield Hit(*hit.span(), PASSED_ON)


_EMOJI = re.compile(r"[\u2600-\u27bf\u2b50\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]+")


def _somebody(who: str) -> bool:
    """Whether the words after "to" name somebody in particular ("de chauffeur"; not "de betrokken afdeling")."""
    return any(len(word) > 2 and word not in rules.VAGUE for word in re.findall(r"[^\W\d_']+(?:'s)?", who))


def dm_first(look: Look) -> Iterator[Hit]:
    """Sent to private, mail or telephone as the main thing, without help and without a reason in public."""
    pointers = [span for span in look.hits(moves.POINTS, moves.NO_POINT)]
    if not pointers or _helps(look):
        return
    recognised = look.has(moves.EMPATHY)
    reason = look.has(moves.REASON) or (look.brief.private_details and look.has(rules.DETAILS))
    if not (recognised and reason):
        yield Hit(*pointers[0])


def _helps(look: Look) -> bool:
    """Whether the reply does something for the customer where everybody can see it."""
    return look.has(moves.PUBLIC_RETURN) or any(_helpful(look, *clause) for clause in clauses(look))


def clauses(look: Look) -> Iterator[Span]:
    """The parts of the sentences between commas, colons, dashes and "maar"; greeting and signature left out."""
    for start, end in look.sentences:
        last = first = max(start, look.body[0])
        for hit in _JOINTS.finditer(look.plain[:end], first, max(first, min(end, look.body[1]))):
            yield last, hit.start()
            last = hit.end()
        if last < min(end, look.body[1]):
            yield last, min(end, look.body[1])


_JOINTS = re.compile(r"[,;:]\s|\s[-–—]\s|\s(?:maar|but|wel|en|and)\s")
_NOT_HELP = (moves.POINTS, moves.PRIVATE_WAY, moves.PROMISED_HELP, moves.NO_STEP, rules.ROBOT, moves.ASKS)


def _helpful(look: Look, start: int, end: int) -> bool:
    text = look.plain
    if any(says.search(text, start, end) for says in _NOT_HELP):
        return False
    whole = look.sentences[look.sentence_at(start)]
    if moves.POINTS.search(text, *whole) and not text[start - 2 : start].startswith(","):
        return moves.FACT.search(text, start, end) is not None or moves.TIME.search(text, start, end) is not None
    if (
        text[start:end].rstrip(" \"'").endswith("?")
        or moves.STEP.search(text, start, end)
        or moves.FACT.search(text, start, end)
    ):
        return True
    about_us = moves.SECOND_PERSON.search(text, start, end) is None and moves.EMPATHY.search(text, start, end) is None
    return about_us and len(re.findall(r"\w+", text[start:end])) > 5


def overpromise(look: Look) -> Iterator[Hit]:
    """Guarantees, "never again", "you will definitely"."""
    return _spans(look, rules.OVERPROMISE, rules.NO_PROMISE)


def wrong_name(look: Look) -> Iterator[Hit]:
    """Greets or addresses somebody else than the author."""
    for name, span in wrong_names(look):
        said = MESSAGES["wrong_name"]
        yield Hit(*span, Words(said.nl.format(name=name), said.en.format(name=name)))


def defensive(look: Look) -> Iterator[Hit]:
    """Terms and conditions held up, the customer contradicted, the brand defended."""
    yield from _spans(look, rules.DENIAL, rules.OWN_FAULT, around=1)
    yield from _spans(look, rules.DEFENSIVE, rules.ASKED)


def angry(look: Look) -> Iterator[Hit]:
    """Swearing, insults, scorn, shouting."""
    yield from _spans(look, tone.SWEARING)
    scorn = [*look.hits(tone.SCORN), *(look.hits(tone.SCORN_AT_COMPLAINTS) if look.brief.is_complaint else ())]
    for start, end in scorn:
        sentence = look.sentences[look.sentence_at(start)]
        own = tone.SELF_CRITICAL.search(look.plain, start, end) and tone.OURS.search(look.plain, *sentence)
        if not own and not tone.NEGATED.search(look.plain, max(sentence[0], start - 30), start):
            yield Hit(start, end)
    if look.brief.is_complaint and (signs := tone.ANGRY_SIGNS.search(look.reply)):
        yield Hit(*signs.span())
    yield from _shouting(look)


def _shouting(look: Look) -> Iterator[Hit]:
    """Words in capitals that are no names: three in a row, or a pair or two apart with an angry one among them."""
    known = set(tone.CAPITALS.findall(look.brief.post.text)) | {plain(n).upper() for n in [look.brief.signer or ""]}
    runs: list[list[re.Match[str]]] = []
    for hit in tone.CAPITALS.finditer(look.reply):
        if hit.group() in known or look.plain[hit.start()] == "·":
            continue
        if runs and look.reply[runs[-1][-1].end() : hit.start()].strip(" ,!") == "":
            runs[-1].append(hit)
        else:
            runs.append([hit])
    angry_words = sum(hit.group().lower() in tone.SHOUTED for run in runs for hit in run)
    for run in runs:
        letters = sum(len(hit.group()) for hit in run)
        shouted = any(hit.group().lower() in tone.SHOUTED for hit in run)
        if (len(run) > 2 and letters > 9) or (shouted and (len(run) > 1 or angry_words > 1)):
            yield Hit(run[0].start(), run[-1].end())


def blames_customer(look: Look) -> Iterator[Hit]:
    """The customer should have read, checked, known better."""
    return _spans(look, tone.BLAME, tone.NO_BLAME)


def belittling_humour(look: Look) -> Iterator[Hit]:
    """A joke, a laugh or "calm down" at a complaint; a joke anywhere, where the brand wants none."""
    if look.brief.is_complaint or not look.brief.humour:
        yield from (Hit(*hit.span()) for hit in tone.JOKE.finditer(look.plain))
    if look.brief.is_complaint:
        yield from _spans(look, tone.BELITTLING, tone.NOT_BELITTLING)


def asks_personal_data(look: Look) -> Iterator[Hit]:
    """Asks in public for what belongs in private: telephone, address, order number."""
    for nr, (start, end) in enumerate(look.sentences):
        hit = moves.ASKS.search(look.plain, start, end)
        if hit is None:
            continue
        before = look.plain[max(start, hit.start() - 25) : hit.start()]
        by_us = (
            "?" not in look.plain[start:end]
            and moves.BY_US.pattern.search(before) is not None
            and re.search(r"(?:\w+\s+){0,2}$", before) is not None
        )
        harmless = moves.HARMLESS.search(look.plain, hit.start(), hit.end())
        refused = moves.NOT_ASKED.search(look.plain, max(start, hit.start() - 25), min(end, hit.end() + 30))
        if harmless or refused or (by_us and not re.search(r"\bnodig\b|\bneed\b|\bgraag\b", look.plain[start:end])):
            continue
        here = look.near(moves.ASKS_HERE, nr, 1)
        if here or not look.near(moves.ASKS_PRIVATELY, nr, 1):
            yield Hit(*hit.span())


_TEAM_MAIL = re.compile(
    r"(?:info|klant\w*|support|webcare|contact|help\w*|service\w*|privacy|sales|no-?reply|hello|hallo|care|press|pers|hr|jobs)@",
    re.I,
)
_PLACE = re.compile(
    r"(?<!\w)(?:winkel|filiaal|vestiging|restaurant|station|halte|depot|kantoor|store|shop|branch|office|outlet)\w*(?!\w)",
    re.I,
)


def repeats_personal_data(look: Look) -> Iterator[Hit]:
    """Personal data of the post once more; the brand's own addresses are no such thing."""
    post, reply = look.brief.post.text, look.reply
    told = personal_data.find(post)
    spans = {(one.start, one.end) for one in personal_data.contained(reply, post)} if told else set()
    for one in told:
        spans |= set(_again(post[one.start : one.end], reply))
    for start, end in sorted(spans):
        said = reply[start:end]
        shop = "@" not in said and _PLACE.search(reply[max(0, start - 40) : start]) is not None
        if not (said.startswith("[") or _TEAM_MAIL.match(said) or re.match(r"(?:0800|0900)", said) or shop):
            yield Hit(start, end)
    yield from _told_in_confidence(look)
    yield from _named(look)


_FULL_NAME = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ'’-]+ (?:(?:van|de|der|den|von) ){0,3}[A-ZÀ-Ý][\w'’-]+")


_SOMEBODY = re.compile(
    r"\b(?:mevrouw|meneer|mevr|dhr|mrs?|ms|dr|dokter|doctor|buur\w*|neighbour\w*|collega\w*|colleague\w*|medewerk\w+|chauffeur|driver|verpleegkundige|nurse"
    r"|(?:mijn|ons|onze|my|our) (?:man|vrouw|moeder|vader|ma|pa|zoon|dochter|broer|zus|oma|opa|husband|wife|mother|father|mum|dad|son|daughter|brother"
    r"|sister|gran|nan)|patiënt\w*|patient\w*|bewoner|resident|dossier van|file of|named|heet|genaamd|called)\b",
    re.IGNORECASE,
)


def _named(look: Look) -> Iterator[Hit]:
    """The full name of somebody whom the post tells of, written out once more in the reply.

    Of whom it tells is said shortly before: a neighbour, a colleague, "mijn man". Shops have first names as well."""
    post, author = look.brief.post, plain(look.brief.post.author or "")
    for hit in _FULL_NAME.finditer(post.text):
        name = hit.group()
        if plain(name).split()[0] not in FIRST_NAMES or plain(name) in author:
            continue
        if _SOMEBODY.search(post.text, max(0, hit.start() - 40), hit.start()):
            for again in re.finditer(re.escape(name), look.reply[: look.body[1]]):
                yield Hit(*again.span())


def _again(data: str, reply: str) -> Iterator[Span]:
    """Where the figures of `data` stand in `reply`, with other spaces and dashes or another country code."""
    figures = re.sub(r"\D", "", data)[-8:]
    if "@" not in data and len(figures) > 5:
        gap = r"[\s./-]{0,2}"
        for hit in re.finditer(rf"(?<!\d)(?:[+\d]{{0,6}}{gap})??{gap.join(figures)}(?!\d)", reply):
            yield hit.span()


def _told_in_confidence(look: Look) -> Iterator[Hit]:
    """An illness or a debt that the customer told of, said once more to the customer."""
    told = set(moves.CONFIDENTIAL.pattern.findall(plain(look.brief.post.text)))
    for start, end in look.sentences:
        hit = moves.CONFIDENTIAL.search(look.plain, start, end)
        if hit and hit.group() in told and moves.SECOND_PERSON.search(look.plain, start, end):
            yield Hit(*hit.span())


def public_compensation(look: Look) -> Iterator[Hit]:
    """A voucher, discount or sum promised where everybody reads it."""
    return _spans(look, deeds.GIVING, deeds.NOT_GIVING)


def placeholder_left(look: Look) -> Iterator[Hit]:
    """A blank of a template that nobody filled in."""
    return (Hit(*hit.span()) for hit in deeds.PLACEHOLDER.finditer(look.reply))


def announces_deletion(look: Look) -> Iterator[Hit]:
    """Says that a comment goes or that the customer is blocked; hiding personal data is fine."""
    for start, end in look.hits(deeds.DELETING, deeds.DELETION_FINE):
        if deeds.DELETED_THING.search(look.plain, *look.sentences[look.sentence_at(start)]):
            yield Hit(start, end)
