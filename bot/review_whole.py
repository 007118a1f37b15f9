"""The reviewer's rules that look at a reply as a whole: what is missing, its length, its language, its likeness."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from bot import review_deeds as deeds
from bot import review_moves as moves
from bot.review_checks import Hit, clauses
from bot.review_rules import listed
from bot.review_text import DONE, Look, bare
from bot.review_words import MESSAGES, TOO_LONG_TO_SEND
from bot.words import Words

ALIKE = 88  # percent; measured: 882 drafts from one set of phrases stay below 86, unrelated replies below 63
ALIKE_SHORT = 95  # for replies of fewer words than the next number
SHORT = 8
MOST_WORDS = 100
FEWEST_WORDS = 7
WORDS_TO_JUDGE_LANGUAGE = 5


def near_duplicate(look: Look) -> Iterator[Hit]:
    """Nearly the same as an earlier reply, whatever names and figures are in it."""
    own = bare(look.reply)
    history = [turn.text for turn in look.brief.post.history if turn.by == "brand"]
    others = [bare(text).words for text in (*look.brief.earlier, *history)]
    if own.count < 3 or not others:
        return
    cutoff = ALIKE if own.count >= SHORT else ALIKE_SHORT
    if process.extractOne(own.words, others, scorer=fuzz.ratio, score_cutoff=cutoff):
        yield Hit(*look.body)


def missing_signature(look: Look) -> Iterator[Hit]:
    """No name of a person under it."""
    if not look.signed:
        yield Hit(*look.end)


def missing_empathy(look: Look) -> Iterator[Hit]:
    """A complaint, and nothing recognises the problem or apologises."""
    if look.brief.is_complaint and not look.has(moves.EMPATHY) and look.chance("empathy") < DONE:
        yield Hit(*look.end)


def missing_next_step(look: Look) -> Iterator[Hit]:
    """A complaint, and nothing says what happens now or asks for anything."""
    if not look.brief.is_complaint or look.chance("step") >= DONE:
        return
    if not any(_step(look, *clause) for clause in clauses(look)):
        yield Hit(*look.end)


def _step(look: Look, start: int, end: int) -> bool:
    if moves.NO_STEP.search(look.plain, start, end) or deeds.DELETING.search(look.plain, start, end):
        return False
    whole = look.sentences[look.sentence_at(start)]
    asked = look.plain[slice(*whole)].rstrip(" \"'").endswith("?") and moves.QUESTION.search(look.plain, *whole)
    return bool(asked) or any(says.search(look.plain, start, end) for says in (moves.STEP, moves.SOON))


def missing_time(look: Look) -> Iterator[Hit]:
    """Something will follow, and nothing says when."""
    if look.chance("time") >= DONE:
        return
    places = [place for place in look.hits(moves.FOLLOWS, moves.OPEN_END) if not _after_an_answer(look, place)]
    if not places:
        return
    for nr, (start, end) in enumerate(look.sentences):
        if not moves.TIME.search(look.plain, start, end):
            continue
        before = nr - 1 in {look.sentence_at(place[0]) for place in places}
        if before or moves.FOLLOWS.search(look.plain, start, end) or moves.BY_BRAND.search(look.plain, start, end):
            return
    yield Hit(*look.end)


def _after_an_answer(look: Look, place: tuple[int, int]) -> bool:
    """Whether what follows waits for the customer's answer: "Which train was it? I'll look it up"."""
    nr = look.sentence_at(place[0])
    asked = any(
        look.plain[slice(*look.sentences[near])].rstrip().endswith("?")
        for near in (nr - 1, nr + 1)
        if 0 <= near < len(look.sentences)
    )
    return asked and moves.REPORTS.search(look.plain, *look.sentences[nr]) is None


def too_long(look: Look) -> Iterator[Hit]:
    """More than the platform takes (the level is then "block"), or more than anybody reads."""
    limit = look.brief.limits.get(look.brief.post.platform)
    if limit and len(look.reply) > limit:
        yield Hit(limit, len(look.reply), _counted(TOO_LONG_TO_SEND, len(look.reply), limit))
        return
    words = list(re.finditer(r"\S+", look.reply))
    if len(words) > MOST_WORDS + 10:
        yield Hit(words[MOST_WORDS].start(), len(look.reply), _counted(MESSAGES["too_long"], len(words), MOST_WORDS))


def _counted(said: Words, count: int, limit: int) -> Words:
    return Words(said.nl.format(count=count, limit=limit), said.en.format(count=count, limit=limit))


def too_dry(look: Look) -> Iterator[Hit]:
    """A word or two."""
    body = look.plain[slice(*look.body)]
    if len(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", re.sub(r"https?://\S+|@\w+", " ", body))) < FEWEST_WORDS:
        yield Hit(*look.body) if body.strip() else Hit(0, len(look.reply))


_COMMON = {
    "nl": listed("""de het een en van ik je dat die niet is op te zijn voor met er maar om aan ook als bij we wij dit naar u uw
        jullie kan kun hebben heb wat wordt nog uit over dan of onze ons jouw geen heeft graag even hier hoe waar"""),
    "en": listed("""the a and of i you that not is on to are for with there but at also if by we this from your can have what
        will be still out about then or our us no has here how where it it's i'm we're we'll sorry please"""),
}  # fmt: skip


def wrong_language(look: Look) -> Iterator[Hit]:
    """Another language than the post's. The detector's word is checked against the commonest words."""
    body = look.reply[slice(*look.body)]
    words = re.findall(r"[a-z']+", look.plain[slice(*look.body)])
    if len(words) < WORDS_TO_JUDGE_LANGUAGE:
        return
    asked = look.brief.lang or look.brief.post.lang or look.language_of(look.brief.post.text)
    said = look.language_of(re.sub(r"https?://\S+|@\w+", " ", body))
    if asked not in _COMMON or said == asked or (said not in _COMMON and len(words) < 2 * WORDS_TO_JUDGE_LANGUAGE):
        return
    count = {lang: sum(word in common for word in words) for lang, common in _COMMON.items()}
    other = "en" if asked == "nl" else "nl"
    if count[asked] <= count[other] and (said in _COMMON or count[asked] * 8 < len(words)):
        yield Hit(*look.body)
