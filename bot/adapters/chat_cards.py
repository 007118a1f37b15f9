"""What a chat door says of a case, a review, a reminder and a question: the words and their order, without any markup.

The card of a case says what to show (`bot/card.py`); here is what Slack and Teams make of it alike. Each door puts it in
the form of its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.chat_text import capital, cut, on_one_line, shown
from bot.answers import Answer, Cited
from bot.card import Button, Card, Why
from bot.clocks import Due
from bot.decision import mark_of
from bot.review import Finding, ok
from bot.words import Words

MOST_LINES = 15  # of a list: more is not read in a chat
MOST_NOTES = 10
_TONES = {"low": "🟢", "medium": "🟡", "high": "🟠", "critical": "🔴"}
_UNREAD = "⚪"
MARKS = {"reminder": "⏰", "escalation": "🚨", "approval": "✍️", "promise": "🤝", "solved-check": "🔎", "digest": "📊"}
_REPLY = ("approve", "send-back", "sent", "edit", "no-reply")
_SOLVE = ("solved", "not-solved")
_NEXT = {"reminder": _REPLY, "approval": _REPLY[:2], "escalation": (*_REPLY, *_SOLVE), "promise": ("kept", "broken", *_SOLVE),
         "solved-check": _SOLVE}  # fmt: skip
"""What a colleague who is reminded can do at once."""
_STEPS = {
    "approve": Words("Lees het na en keur het goed, of stuur het terug.", "Read it and approve it, or send it back."),
    "sent": Words("Plaats het antwoord en klik dan op Geplaatst.", "Post the reply and then click Replied."),
    "solved": Words("Er is geantwoord. Is het echt opgelost?", "There has been a reply. Is it really solved?"),
}
"""What is to be done next, by the button that ends it; before that it is what the advice says."""
_CLOCK = re.compile(r"\d\d:\d\d")
_LEFT = re.compile(r" \([^()]*\)")

WHY = Words("Waarom?", "Why?")
WRONG = Words("Klopt niet?", "Not right?")
WHOLE = Words("Hele bericht", "Whole post")
ORIGINAL = Words("origineel", "original")
OTHERS = Words("Andere voorstellen", "Other drafts")
WHICH = Words("Welke lezing klopt?", "Which reading is right?")
GUIDELINES = Words("De richtlijnen hierachter", "The guidelines behind this")
MORE = Words("Lees de richtlijnen", "Read the guidelines")
FIRST_APPROVAL = Words("Het gaat pas uit na goedkeuring.", "It goes out only after approval.")
WEIGHTS = Words("A: experimenten. B: een peiling. C: ervaring uit de praktijk. team: jullie eigen huisregel.",
                "A: experiments. B: a survey. C: experience from practice. team: your own house rule.")  # fmt: skip
NOT_READ = Words("Dit bericht is nog niet gelezen.", "This post has not been read yet.")


def tone(card: Card) -> str:
    """Return the coloured mark of a card: how grave its post is, or that nobody has read it yet."""
    return toned(card.tone if card.chain else "")


def toned(severity: str) -> str:
    """Return the coloured mark of a severity; of "" that nobody has read the post yet."""
    return _TONES.get(severity, _UNREAD)


def title(card: Card) -> str:
    """Return how a post was read, behind its coloured mark."""
    return f"{tone(card)} {capital(card.title)}"


def closed(card: Card) -> bool:
    """Whether nothing is to be done any more."""
    return any(button.verb == "reopen" for button in card.buttons)


def _answered(card: Card) -> bool:
    return any(button.verb == "solved" for button in card.buttons)


def to_do(card: Card, lang: str) -> tuple[str, tuple[str, ...]]:
    """Return what somebody has to do now, and below it the advice where it says more, and by when.

    Of a case that is closed: how it ended."""
    if closed(card):
        return cut(capital(card.status), 300), ()
    step = next((_STEPS[button.verb] for button in card.buttons if button.verb in _STEPS), None)
    advice = (card.advice,) if step and not _answered(card) else ()
    return step.said(lang) if step else card.advice, (*advice, *(f"⏰ {due}" for due in due_of(card)))


def due_of(card: Card) -> list[str]:
    """Return by when, on the clock. How long that still is is left out: what is shown stands there as it was drawn."""
    return [f"{name} {_LEFT.sub('', value)}" for name, value in card.facts if _CLOCK.search(value)]


def facts(card: Card) -> str:
    """Return how the post was read, in figures and signals; "" where there is nothing to say."""
    return " · ".join(f"{name}: {value}" for name, value in card.facts if not _CLOCK.search(value))


def notes(card: Card) -> list[str]:
    """Return the warnings. The reply that was chosen is not among them: it stands below, to be copied."""
    return [f"⚠️ {shown(note)}" for note in card.notes if not (card.reply and note.endswith(card.reply[0]))]


def replies(card: Card, lang: str) -> list[tuple[str, str]]:
    """Return the drafts by their number, or the reply that was chosen, with whose it is."""
    titles = [(str(n), draft) for n, draft in enumerate(card.drafts, 1)]
    if card.reply:
        text, by = card.reply
        whose = Words(f"Antwoord van {by}:", f"Reply by {by}:") if by.strip() else Words("Antwoord:", "Reply:")
        titles.append((whose.said(lang), text))
    return [*titles, *([card.closing] if card.closing else [])]


def readings(card: Card) -> list[Button]:
    """Return the two readings to choose from, where Meelezer is not sure."""
    return [button for button in card.buttons if button.verb == "correct"]


def decisions(card: Card, lang: str) -> list[Button]:
    """Return the decisions of the card, and other drafts before what is seldom meant; the readings in doubt stand elsewhere."""
    others = [Button("others", OTHERS.said(lang))] if card.drafts else []
    last = [button for button in card.buttons if button.verb == "withdraw"]
    return [*(button for button in card.buttons if button.verb not in ("correct", "withdraw")), *others, *last]


def value_of(card: Card, one: Button) -> str:
    """Return what a button carries: a draft also its mark, as others may stand there by the time that it is pressed."""
    if one.verb == "use" and one.value.isdigit() and int(one.value) <= len(card.drafts):
        return f"{one.value}:{mark_of(card.drafts[int(one.value) - 1])}"
    return one.value


def status(card: Card, lang: str, handled_by: str = "") -> str:
    """Return where a case stands, its name, and who works on it where that is known."""
    case = Words(f"zaak {card.case}", f"case {card.case}").said(lang)
    who = cut(shown(handled_by), 60)
    taken = [Words(f"opgepakt door {who}", f"picked up by {who}").said(lang)] if handled_by.strip() else []
    stands = [] if closed(card) else [cut(capital(card.status), 120)]
    return " · ".join([*stands, capital(case) if not stands else case, *taken])


def reasons(card: Card, lang: str) -> list[tuple[str, str, tuple[Why, ...]]]:
    """Return the two lists under "Why?" with their titles: what speaks for the advice, and what was set aside."""
    return [
        ("why", Words("Wat ervoor spreekt", "What speaks for it").said(lang), card.why),
        (
            "overruled",
            Words("Wat niet gevolgd is, en waarom", "What was set aside, and why").said(lang),
            card.overruled,
        ),
    ]


HOW = Words("Zo kwam ik erop", "How I got there")
"""The title above the steps of a reading and its advice."""


def rest(number: int, lang: str) -> str:
    """Return how many more there are than are shown; "" where there are none."""
    return Words(f"… en nog {number}.", f"… and {number} more.").said(lang) if number > 0 else ""


# --- answers ---------------------------------------------------------------------------------------------------------


def sources(answer: Answer, lang: str) -> str:
    """Return what an answer rests on, in one line; "" for nothing."""
    names = dict.fromkeys(f"{one.source} ({one.weight})" for one in answer.sources)
    label = Words("Bronnen", "Sources") if len(names) > 1 else Words("Bron", "Source")
    return f"{label.said(lang)}: {', '.join(names)}" if names else ""


def carried(answer: Answer) -> str:
    """Return the answer's language and what it rests on, as far as a button can hold it; `cited_of` reads it again."""
    kept: list[str] = []
    for one in answer.sources:
        told = f"{one.guideline}:{one.source}:{one.weight}"
        if len(",".join([*kept, told])) <= 1900:
            kept.append(told)
    return f"{answer.lang}|{','.join(kept)}"


def cited_of(value: str) -> tuple[str, tuple[Cited, ...]]:
    """Return the language and the guidelines that the value of the button under an answer names."""
    lang, _, names = value.partition("|")
    found = [one.split(":") for one in names.split(",")]
    return lang, tuple(Cited(*one) for one in found if len(one) == 3)


def guidelines(text: str) -> list[tuple[str, str]]:
    """Return the title and the rest of each guideline in `text`; a blank line parts one from the next."""
    parts = [shown(part).partition("\n") for part in text.split("\n\n") if part.strip()]
    return [(first, after) for first, _, after in parts[:6]]


# --- a review --------------------------------------------------------------------------------------------------------


def verdict(findings: Sequence[Finding]) -> Words:
    """Return in one sentence whether a reply can go out."""
    if not findings:
        return Words("Goed zo: niets op aan te merken.", "All good: nothing to remark.")
    if ok(findings):
        return Words("Dit kan weg; het kan nog wel beter.", "This can go out; it could still be better.")
    return Words("Zo kan dit nog niet weg.", "This cannot go out as it is.")


def remarks(reply: str, findings: Sequence[Finding], lang: str, most: int) -> list[tuple[str, str, str]]:
    """Return the mark, at most `most` of the words concerned, and what to do, of each finding; what blocks first."""
    ordered = sorted(findings, key=lambda one: one.level != "block")
    return [_remark(reply, one, lang, most) for one in ordered[:MOST_LINES]]


def _remark(reply: str, one: Finding, lang: str, most: int) -> tuple[str, str, str]:
    concerned = " ".join(reply[one.start : one.end].split())
    mark = "⛔" if one.level == "block" else "💡"
    return mark, f"“{cut(concerned, most)}”" if concerned else "", cut(one.message.said(lang), 3 * most)


# --- what the clocks say ---------------------------------------------------------------------------------------------


def at_once(due: Due, card: Card, lang: str) -> list[Button]:
    """Return the buttons below a reminder, where no drafts are shown."""
    here = [one for one in card.buttons if one.verb in _NEXT.get(due.kind, ())]
    write = Words("Schrijf het antwoord", "Write the reply").said(lang)
    return [replace(one, label=write) if one.verb == "edit" and not card.reply else one for one in here]


def to_say(due: Due, card: Card) -> tuple[str, str] | None:
    """Return what the customer can be asked, below the reminder to ask it."""
    return card.closing if due.kind == "solved-check" else None


def in_short(card: Card, most: int = 120) -> str:
    """Return how a post begins, on one line."""
    return cut(on_one_line(card.quote), most)


# --- help ------------------------------------------------------------------------------------------------------------

HELP = Words("Dit kun je met me doen", "What you can do with me")
HELP_POST = (
    Words("Een bericht van een klant?", "A customer's post?"),
    Words("Stuur het door of plak het hier. Ik zeg wat ik zou doen, waarom, en hoe je het kunt zeggen.",
          "Forward it or paste it here. I say what I would do, why, and how you could put it."),
)  # fmt: skip
HELP_QUESTION = (
    Words("Een vraag?", "A question?"),
    Words("Stel hem gewoon, het liefst onder het bericht waar hij over gaat: “moet dit privé?”",
          "Just ask, best of all below the post that it is about: “should this go private?”"),
)  # fmt: skip
HELP_POSTING = Words("Er gaat nooit iets vanzelf naar de klant: plaatsen doe je zelf.",
                     "Nothing ever goes to the customer by itself: the posting is up to you.")  # fmt: skip
WELCOME = (
    Words("Hoi, ik ben Meelezer. Ik lees mee vóór er een antwoord naar een klant gaat.",
          "Hi, I am Meelezer. I read along before a reply goes out to a customer."),
    Words("Stuur een bericht door of plak het hier, en ik zeg wat ik zou doen en waarom. Plaatsen doe je altijd zelf.",
          "Forward a post or paste it here, and I say what I would do and why. The posting is always up to you."),
)  # fmt: skip
