"""Answers to a colleague's question, from the guidelines, about the case at hand where there is one.

The topic comes from the NLU. Below its threshold, or out of scope, Meelezer says so in one friendly sentence and names
what it is for. With a case, the answer starts from that case's advice and never contradicts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.context import Earlier
from bot.decision import Proposal
from bot.direct_answers import DirectAnswer, Point
from bot.guidelines import Handbook
from bot.labels import NOT_COMPLAINTS
from bot.notes import joined_in
from bot.reading import Asked, Guess
from bot.settings import Settings
from bot.words import Words

MAX_WORDS = 90  # an answer in a chat is read in a hurry; the guideline itself is one command away


@dataclass(frozen=True, slots=True)
class Cited:
    """A guideline that carries an answer, with its main source and how much that weighs."""

    guideline: str
    source: str
    weight: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a colleague: its topic and how sure, whether Meelezer passed, the words, what carries them."""

    topic: str
    confidence: float
    abstained: bool
    lang: str
    text: str
    sources: tuple[Cited, ...]


def topic_answered(topic: Guess, settings: Settings) -> str:
    """The topic that a question is answered about: out of scope where the NLU is not sure enough."""
    return topic.name if topic.confidence >= settings.thresholds.topic_below else "out_of_scope"


@dataclass(frozen=True, slots=True)
class Question:
    """A colleague's question as it was read: its topic, its language, and which of the topic's points it is about.

    `turn`: how often the topic was asked about before, so that each wording of the answer gets its turn.
    """

    topic: Guess
    lang: str
    asked: Asked | None = None
    turn: int = 0


def answer(
    question: Question,
    handbook: Handbook,
    settings: Settings,
    about: Proposal | None = None,
    now: datetime | None = None,
) -> Answer:
    """Answer `question`; `about` is what Meelezer said of the case of this thread.

    Where it is sure enough which point the question is about, that point's answer takes the place of the general one.
    """
    topic, lang = question.topic, question.lang
    name = topic_answered(topic, settings)
    direct = handbook.answers[name]
    if name == "out_of_scope":
        return Answer(name, round(topic.confidence, 4), True, lang, direct.said(lang, question.turn), ())
    said = _point(question.asked, direct, settings) or direct
    text, cited = said.said(lang, question.turn), said.guidelines
    if about:
        first, alone = _for_case(name, about, settings, now)
        if first:
            own = tuple(r.guideline for r in about.advice.reasons if r.weight != "team") if alone else ()
            text = first.said(lang) if alone else f"{first.said(lang)} {text}"
            cited = tuple(dict.fromkeys([*own, *cited]))[:4]
        text = f"{text} {_disagreement(about, lang)}" if name in _ABOUT_ADVICE else text
    elif no_jokes := _of_brand(name, settings):
        text = no_jokes.said(lang)
    if name == "approval" and settings.approvers and not any(who in text for who in settings.approvers):
        text = f"{_approvers(settings.approvers).said(lang)} {text}"
    if topic.confidence < settings.thresholds.topic_sure:
        text = f"{_supposed(said.about, lang)} {text}"
    sources = [Cited(g, handbook.source(g).key, handbook.source(g).weight) for g in cited]
    return Answer(name, round(topic.confidence, 4), False, lang, _short(text), tuple(sources))


def _point(asked: Asked | None, direct: DirectAnswer, settings: Settings) -> Point | None:
    """The point that a question is about, where that is sure enough and there is an answer to it."""
    if asked is None or asked.confidence < settings.thresholds.point_below:
        return None
    return direct.points.get(asked.point)


def _approvers(names: tuple[str, ...]) -> Words:
    """Who may approve, by name: a colleague in a hurry does not look into the settings."""
    first, last = ", ".join(names[:-1]), names[-1]
    nl, en = (f"{first} of {last}", f"{first} or {last}") if first else (last, last)
    return Words(f"Goedkeuren doet bij jullie {nl}.", f"In your team {en} approves.")


def _supposed(about: Words, lang: str) -> str:
    """What the question seems to be about, for when that is not sure."""
    return Words(
        f"Ik neem aan dat je vraag gaat over {about.nl}.", f"I take it that you are asking about {about.en}."
    ).said(lang)


def more(cited: tuple[Cited, ...], handbook: Handbook, lang: str) -> str:
    """The guidelines behind an answer in full, with where they come from."""
    parts = []
    for one in cited:
        guide = handbook.guidelines[one.guideline]
        names = [f"{handbook.sources[s].title} ({_dated(handbook.sources[s].date, lang)})" for s in guide.sources]
        texts = [guide.title, guide.do, guide.why, guide.mind]
        parts.append("\n".join([*(t.said(lang) for t in texts), f"[{one.weight}] {'; '.join(names)}"]))
    return "\n\n".join(parts)


def _dated(date: str, lang: str) -> str:
    return Words("zonder datum", "undated").said(lang) if date == "undated" else date


_ABOUT_ADVICE = frozenset({"go_private"})

LEAD: dict[str, Words] = {
    "reply_public": Words("Hier: antwoord gewoon openbaar.", "Here: simply reply in public."),
    "reply_public_details_private": Words(
        "Hier: begin openbaar en vraag de details privé.",
        "Here: start in public and ask for the details in private.",
    ),
    "hold_for_approval": Words(
        "Hier: nog niets plaatsen. Laat eerst iemand een korte openbare reactie goedkeuren.",
        "Here: post nothing yet. First have somebody approve a short public statement.",
    ),
    "reply_once": Words(
        "Hier: één nette openbare reactie, en daarna stoppen.",
        "Here: one proper public reply, and then stop.",
    ),
    "no_reply": Words("Hier: niet antwoorden, ook niet privé.", "Here: do not reply, not in private either."),
}
"""What each advice comes down to in a case, as the first sentence of an answer."""


_REPLY_ANYWAY = ("trolls", "delete_comments", "angry_customer", "observers", "being_right", "no_mention")


def _for_case(topic: str, about: Proposal, settings: Settings, now: datetime | None) -> tuple[Words | None, bool]:
    """The sentences about this very case, and whether they stand alone (else the general answer follows)."""
    action = about.advice.action
    if topic == "go_private":
        return _lead(about), True
    if topic == "response_time":
        return _by_when(about, settings, now), action == "no_reply"
    if topic == "approval":
        return _approval(about, settings), False
    if action == "no_reply":
        return _lead(about), True  # whatever is asked about the reply: there is to be none
    if topic in _REPLY_ANYWAY and action in ("reply_once", "hold_for_approval"):
        return _lead(about), True
    own = _of_topic(topic, about, settings)
    if action == "hold_for_approval":
        lead = _lead(about)
        return (Words(f"{lead.nl} {own.nl}", f"{lead.en} {own.en}") if own else lead), False
    return (_with_approval(own, about) if own else None), False


def _of_topic(topic: str, about: Proposal, settings: Settings) -> Words | None:
    """What this case adds to the general answer, None for nothing."""
    advice, kind = about.advice, about.reading.cautious.type.name
    if topic in ("trolls", "delete_comments") and kind not in NOT_COMPLAINTS:
        return Words("Dit is een echte klacht: laat hem staan en antwoord openbaar.",
                     "This is a real complaint: leave it up and reply in public.")  # fmt: skip
    if topic == "no_mention":
        return _mention(about)
    if topic == "personal_data":
        return _personal(about)
    if no_jokes := _of_brand(topic, settings):
        return no_jokes
    if topic == "humor" and (about.reading.severity.name in ("high", "critical") or advice.action != "reply_public"):
        return Words("Hier niet: daarvoor is dit te ernstig.", "Not here: this is too serious for that.")
    joined = about.context.joined
    if topic in ("observers", "robotic_replies") and joined >= settings.pile_on_from and kind not in NOT_COMPLAINTS:
        return joined_in(joined, "Geef ieder een eigen antwoord.", "Give each a reply of their own.")
    if topic in ("follow_up", "promises", "pass_on_feedback") and about.context.owed:
        return _owed(about.context.owed, settings)
    return None


def _of_brand(topic: str, settings: Settings) -> Words | None:
    """What the brand profile says about a topic, whatever the case."""
    if topic == "humor" and settings.humour is False:
        return Words("Bij ons merk staat humor uit: antwoord serieus.", "Our brand does not joke: answer seriously.")
    return None


def _owed(earlier: Earlier, settings: Settings) -> Words:
    """What the customer who came back was promised, or which earlier case is still open."""
    if not earlier.promised:
        return Words(f"Deze klant heeft bij ons nog een zaak open staan ({earlier.case[:4]}): begin daar.",
                     f"This customer still has a case open with us ({earlier.case[:4]}): start there.")  # fmt: skip
    text, by = earlier.promised[-1]
    day = settings.moment(by)
    return Words(f"We hebben deze klant nog iets beloofd, vóór {day}: “{text}”. Begin daar.",
                 f"We still owe this customer something, promised by {day}: “{text}”. Start there.")  # fmt: skip


def _lead(about: Proposal) -> Words:
    """What the advice says to do, and its first reason."""
    lead, because = LEAD[about.advice.action], about.advice.reasons[0].text
    return _with_approval(Words(f"{lead.nl} {because.nl}", f"{lead.en} {because.en}"), about)


def _with_approval(words: Words, about: Proposal) -> Words:
    """A house rule may let a critical case be answered in another way than Meelezer would; approved it must be."""
    if not about.advice.approval or about.advice.action in ("no_reply", "hold_for_approval"):
        return words
    return Words(f"{words.nl} Laat het antwoord wel eerst goedkeuren.", f"{words.en} Do have the reply approved first.")


def _by_when(about: Proposal, settings: Settings, now: datetime | None) -> Words:
    by = about.advice.reply_by.astimezone(settings.zone)
    other_day = now is not None and now.astimezone(settings.zone).date() != by.date()
    clock = f"{by:%d-%m %H:%M}" if other_day else f"{by:%H:%M}"
    if about.advice.action == "no_reply":
        return Words(f"Dit bericht vraagt geen antwoord; beslis dat vóór {clock}.",
                     f"This post needs no reply; decide so by {clock}.")  # fmt: skip
    if now and now > by:
        return Words(f"Dit bericht had vóór {clock} een eerste antwoord moeten hebben.",
                     f"This post should have had a first reply by {clock}.")  # fmt: skip
    return Words(
        f"Dit bericht moet vóór {clock} een eerste antwoord hebben.", f"This post needs a first reply by {clock}."
    )


def _approval(about: Proposal, settings: Settings) -> Words:
    who = " of ".join(settings.approvers)
    whom = " or ".join(settings.approvers)
    if about.advice.approval:
        critical = about.reading.severity.name == "critical"
        why = Words("want het is kritiek", "since it is critical")
        why = why if critical else Words("want zo wil een huisregel het", "since a house rule says so")
        return Words(f"Hier moet {who or 'een bevoegde collega'} vooraf goedkeuren, {why.nl}.",
                     f"Here {whom or 'an authorised colleague'} has to approve first, {why.en}.")  # fmt: skip
    if about.advice.senior:
        return Words("Goedkeuring hoeft hier niet, maar laat vandaag een ervaren collega meelezen.",
                     "Approval is not needed here, but have a senior colleague read along today.")  # fmt: skip
    return Words("Voor dit bericht hoeft niemand vooraf goed te keuren.", "Nobody has to approve a reply to this post.")


def _mention(about: Proposal) -> Words | None:
    if about.reading.has("mention"):
        return Words(
            "In dit bericht zijn we wel getagd: een antwoord wordt verwacht.",
            "In this post we are tagged: a reply is expected.",
        )
    if "no-mention-bonus" not in {reason.guideline for reason in about.advice.reasons}:
        return None  # a review on our own page, praise, a question: there is no such gain
    return Words("In dit bericht zijn we niet getagd: een openbaar antwoord valt extra goed.",
                 "In this post we are not tagged: a public reply works extra well.")  # fmt: skip


def _personal(about: Proposal) -> Words | None:
    if "ask_removal" in about.advice.extras:
        return Words("In dit bericht staan persoonsgegevens: herhaal ze niet en vraag de klant ze weg te halen.",
                     "This post holds personal data: do not repeat it and ask the customer to remove it.")  # fmt: skip
    return None


def _disagreement(about: Proposal, lang: str) -> str:
    """Where the sources disagree: the losing side of the advice in one sentence."""
    return about.advice.overruled[0].text.said(lang) if about.advice.overruled else ""


def _short(text: str) -> str:
    """At most MAX_WORDS words, cut at the end of a sentence."""
    kept: list[str] = []
    for sentence in text.replace("? ", "?\n").replace(". ", ".\n").split("\n"):
        if kept and len(" ".join([*kept, sentence]).split()) > MAX_WORDS:
            break
        kept.append(sentence.strip())
    return " ".join(kept)


_SUPPOSES = re.compile(
    r"(?:(?:en|maar|and|but|of|or|dus|so) )?(?:wat |what )?(?:als|indien|if|stel|suppose)\b", re.IGNORECASE
)
"""What is asked then is the same thing in another case, whatever its words are about."""
_GOES_ON = re.compile(r"(?:en|maar|and|but|or|of|dus|so|ook|wat als|what if|stel|suppose)\b", re.IGNORECASE)
_MOST_WORDS = 14
_ANOTHER_TOPIC = 0.6
"""How sure the NLU must be that a question that goes on is about something else after all."""


def goes_on(question: str, topic: Guess, before: Answer) -> bool:
    """Whether a short question such as "en als hij boos blijft?" goes on about what was answered just before."""
    said = question.strip()
    if before.abstained or len(said.split()) > _MOST_WORDS:
        return False
    same = topic.name == before.topic or topic.confidence < _ANOTHER_TOPIC
    return bool(_SUPPOSES.match(said) or (_GOES_ON.match(said) and same))


def with_follow_up(answered: Answer, handbook: Handbook) -> Answer:
    """The same topic once more ("en als hij boos blijft?"): its follow-up sentence first."""
    follow = handbook.answers[answered.topic].follow.said(answered.lang)
    return replace(answered, text=_short(f"{follow} {answered.text}")) if follow else answered
