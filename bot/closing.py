"""What a colleague can say to the customer after the reply: that a promise was kept, or to ask whether it is solved now.

Both are drafts, to be posted by hand. They say no more than is known: that a promise was kept, not that all is well.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.decision import CaseFile
from bot.settings import Settings
from bot.words import Words

_DONE = Words("Zeg het ook openbaar:", "Say so in public, too:")
_ASK = Words("Zo kun je het de klant vragen:", "This is how you can ask the customer:")

_SENTENCES: dict[tuple[str, str], tuple[str, ...]] = {
    ("kept", "nl informal"): (
        "we hebben gedaan wat we je beloofden. Is het daarmee voor je opgelost? Zo niet, dan horen we het graag.",
        "zoals beloofd is het gebeurd. Loopt er toch nog iets niet, laat het ons dan hier weten.",
    ),
    ("kept", "nl formal"): (
        "we hebben gedaan wat we u beloofden. Is het daarmee voor u opgelost? Zo niet, dan horen we het graag.",
        "zoals beloofd is het gebeurd. Loopt er toch nog iets niet, laat het ons dan hier weten.",
    ),
    ("kept", "en"): (
        "we have done what we promised you. Does that solve it for you? If it does not, please tell us.",
        "as promised, it has been done. If anything is still not right, please let us know here.",
    ),
    ("check", "nl informal"): (
        "hoe staat het er nu voor: is het voor je opgelost? Zo niet, dan gaan we er weer mee aan de slag.",
        "we willen graag weten of het nu echt is opgelost. Loop je nog ergens tegenaan, dan helpen we je verder.",
    ),
    ("check", "nl formal"): (
        "hoe staat het er nu voor: is het voor u opgelost? Zo niet, dan gaan we er weer mee aan de slag.",
        "we willen graag weten of het nu echt is opgelost. Loopt u nog ergens tegenaan, dan helpen we u verder.",
    ),
    ("check", "en"): (
        "how are things now: is it solved for you? If it is not, we will take it up again.",
        "we would like to know whether it is really solved now. If anything is still wrong, we will help you further.",
    ),
}  # fmt: skip
_GREETINGS = {"nl informal": "Hoi", "nl formal": "Beste", "en": "Hello"}
_NAMELESS = {"nl informal": "Hoi", "nl formal": "Goedendag", "en": "Hello"}


def closing_of(file: CaseFile, settings: Settings, now: datetime) -> tuple[str, str] | None:
    """What is offered to be said to the customer of a case, and above it what for; None where there is nothing to say now.

    After a promise was kept, that it was; some days after the reply, the question whether it is solved.
    """
    state = file.standing
    if not state.replied or file.proposal is None or state.sent_at is None or file.case.removed_at:
        return None
    last, check_at = file.decisions[-1], state.sent_at + timedelta(days=settings.solved_check_days)
    kept = last.verb == "kept"
    if now >= check_at and not (kept and last.at >= check_at):
        return _ASK.said(settings.language), _text(file, settings, "check")
    return (_DONE.said(settings.language), _text(file, settings, "kept")) if kept else None


def _text(file: CaseFile, settings: Settings, kind: str) -> str:
    assert file.proposal is not None
    lang, name = file.proposal.reading.reply_lang(settings.language), file.case.post.first_name
    spoken = f"nl {settings.voice}" if lang == "nl" else "en"
    choices = _SENTENCES[kind, spoken]
    sentences = choices[sum(map(ord, file.case.id)) % len(choices)]  # the same one, however often the card is drawn
    greeting = f"{_GREETINGS[spoken]} {name}" if name else _NAMELESS[spoken]
    signer = settings.signer or ("het webcareteam" if lang == "nl" else "the webcare team")
    return f"{greeting}, {sentences} – {signer}"
