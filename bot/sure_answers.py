"""Answers to what is surely asked (`sure_questions.py`): from the case, the settings, or what any colleague would say.

What a guideline covers is answered by the guideline's own words. What none covers is said as plain sense, and said to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.answers import LEAD, Answer, Cited, Question, answer
from bot.card import deadline_said
from bot.clocks import reply_due, solution_due
from bot.context import known_by
from bot.decision import CaseFile, Proposal, Standing, needs_approval
from bot.guidelines import Handbook
from bot.labels import NOT_COMPLAINTS, PLATFORMS, SEVERITIES, STATUSES, TYPES
from bot.notes import sent_back_with, wrote_before
from bot.reading import Asked, Guess, percent
from bot.settings import DEADLINES, Settings
from bot.sure_questions import Sure
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Matter:
    """What an answer may draw on: the case of this thread, or only what was said of a post, or neither."""

    handbook: Handbook
    settings: Settings
    now: datetime
    about: CaseFile | Proposal | None = None
    platform: str = ""

    @property
    def file(self) -> CaseFile | None:
        """The case, where there is one."""
        return self.about if isinstance(self.about, CaseFile) else None

    @property
    def proposal(self) -> Proposal | None:
        """What Meelezer said of the post; None without one, and while it is not read."""
        return self.about.proposal if isinstance(self.about, CaseFile) else self.about

    @property
    def state(self) -> Standing:
        """Where the case stands; a post without a case waits for its reply."""
        return self.about.standing if isinstance(self.about, CaseFile) else Standing("advised", "reply")


POINTS = {
    "voucher": ("promises", "compensation_public"),
    "voucher in private": ("promises", "own_authority"),
    "sorry without fault": ("apology", "not_our_fault"),
    "why not private": ("go_private", "public_first"),
}
"""What is answered as a point of a topic: in the guidelines' words, and about the case where that says more."""

TOPICS_OF = {
    "deadline": "response_time", "replied": "follow_up", "next": "follow_up", "complaint": "trolls", "known": "follow_up",
    "approvers": "approval", "name of a colleague": "personal_data", "again": "follow_up", "press": "approval",
    "legal letter": "approval", "translate": "out_of_scope", **{kind: topic for kind, (topic, _) in POINTS.items()},
}  # fmt: skip
"""The topic under which each kind of question is counted."""


def sure_answer(asked: Sure, matter: Matter, turn: int = 0) -> Answer:
    """Answer what is surely asked. `turn`: how often its topic was asked about before."""
    topic = TOPICS_OF[asked.kind]
    if asked.kind in POINTS:
        guess = Guess(topic, 1.0, ((topic, 1.0),))
        question = Question(guess, asked.lang, Asked(POINTS[asked.kind][1], 1.0), turn)
        return answer(question, matter.handbook, matter.settings, matter.proposal, matter.now)
    words, guidelines = _SAID[asked.kind](matter)
    cited = [Cited(one, matter.handbook.source(one).key, matter.handbook.source(one).weight) for one in guidelines]
    passed = words in (_NO_CASE, _NO_STEP, _NOT_READ) or topic == "out_of_scope"
    return Answer(topic, 1.0, passed, asked.lang, words.said(asked.lang), tuple(cited))


Said = tuple[Words, tuple[str, ...]]
"""What is said, and the guidelines that carry it."""

_NO_CASE = Words(
    "Dat zie ik alleen in de draad van een zaak. Plak hier het bericht van de klant, of vraag het onder de kaart; typ zaken voor de lijst.",
    "I can only see that in the thread of a case. Paste the customer's post here, or ask under its card; type cases for the list.",
)
_NOT_READ = Words(
    "Dat weet ik zodra het bericht gelezen is; de lezer (NLU) is er even niet.",
    "I'll know as soon as the post has been read; the reader (NLU) is away.",
)


_NO_STEP = Words(
    "Plak hier het bericht van de klant of stuur het door; dan zeg ik wat ik zou doen. Typ zaken voor wat er open staat.",
    "Paste or forward the customer's post here, and I'll say what I would do. Type cases for what is open.",
)


def _missing(matter: Matter) -> Words | None:
    """What to say where a question is about a case that is not there, or that has not been read."""
    if matter.about is None:
        return _NO_CASE
    return _NOT_READ if matter.proposal is None else None


def _joined(*parts: Words | None) -> Words:
    """Sentences in a row."""
    there = [one for one in parts if one]
    return Words(" ".join(one.nl for one in there), " ".join(one.en for one in there))


def _by(when: datetime, matter: Matter) -> Words:
    """A time with what is left until then."""
    local = when.astimezone(matter.settings.zone)
    return Words(deadline_said(local, matter.now, "nl"), deadline_said(local, matter.now, "en"))


# --- deadlines


def _deadline(matter: Matter) -> Said:
    here = matter.file.case.post.platform if matter.file else ""
    own = _own_deadline(matter) if matter.proposal else None
    asked = _norm(matter.platform, matter.settings) if matter.platform else None
    usual = _norm(here, matter.settings) if here not in ("", "other") else None  # "other": nobody said where it stands
    about_here = own and matter.platform in ("", here)
    parts = (own, asked or usual) if about_here else (asked or _norms(matter.settings), own)
    return _joined(*parts, _counted(matter.settings)), ("answer-fast",)


def _norm(platform: str, settings: Settings) -> Words:
    where, length = (
        _ON.get(platform, PLATFORMS[platform]),
        _length(settings.deadlines.get(platform, DEADLINES["other"])),
    )
    return Words(f"Op {where.nl} heb je {length.nl} voor een eerste antwoord.",
                 f"On {where.en} you have {length.en} for a first reply.")  # fmt: skip


def _norms(settings: Settings) -> Words:
    """All platforms, those with the same deadline together, the shortest first."""
    alike: dict[int, list[str]] = {}
    for platform in PLATFORMS:
        alike.setdefault(settings.deadlines.get(platform, DEADLINES["other"]), []).append(platform)

    def listed(lang: str, last: str) -> str:
        parts = []
        for minutes, names in sorted(alike.items()):
            *most, end = (_SEVERAL.get(one, PLATFORMS[one]).said(lang) for one in names)
            where = f"{', '.join(most)} {last} {end}" if most else end
            parts.append(f"{_length(minutes).said(lang)} {Words('op', 'on').said(lang)} {where}")
        return "; ".join(parts)

    return Words(
        f"Een eerste antwoord komt binnen {listed('nl', 'en')}.", f"A first reply is due within {listed('en', 'and')}."
    )


_ON = {
    "google_review": Words("een Google-review", "a Google review"),
    "other": Words("een ander kanaal", "another channel"),
}
_SEVERAL = {
    "google_review": Words("Google-reviews", "Google reviews"),
    "other": Words("andere kanalen", "other channels"),
}


def _length(minutes: int) -> Words:
    if minutes % 60:
        return Words(f"{minutes} minuten", f"{minutes} minutes")
    hours = minutes // 60
    return Words(f"{hours} uur", f"{hours} hour" if hours == 1 else f"{hours} hours")


def _counted(settings: Settings) -> Words:
    if settings.office_hours:
        return Words("Alleen kantooruren tellen mee.", "Only office hours count.")
    return Words("De klok loopt dag en nacht door.", "The clock runs day and night.")


def _own_deadline(matter: Matter) -> Words:
    """The deadline that runs in this case, if any."""
    state, proposal = matter.state, matter.proposal
    assert proposal is not None
    if not state.open:
        return Words(
            "Deze zaak is afgesloten; er loopt geen termijn meer.", "This case is closed; no deadline is running."
        )
    if state.replied:
        solved_by = solution_due(matter.file, matter.settings) if matter.file else None
        until = _by(solved_by, matter) if solved_by else None
        more = Words(f"oplossen moet vóór {until.nl}.", f"it is to be solved by {until.en}.") if until else None
        first = Words("Er is al geantwoord;", "There has been a reply;")
        return _joined(first, more or Words("er loopt geen termijn meer.", "no deadline is running."))
    due = (reply_due(matter.file, matter.settings) if matter.file else None) or proposal.advice.reply_by
    by = _by(due, matter)
    if proposal.advice.action == "no_reply":
        return Words(f"Dit bericht vraagt geen antwoord; beslis dat vóór {by.nl}.",
                     f"This post needs no reply; decide so by {by.en}.")  # fmt: skip
    if matter.now > due:
        return Words(f"Dit bericht had al een antwoord moeten hebben ({by.nl}). Plaats nu iets korts, met een tijd.",
                     f"This post should have had a reply already ({by.en}). Post something short now, with a time.")  # fmt: skip
    return Words(f"Dit bericht moet een antwoord hebben vóór {by.nl}.", f"This post needs a reply by {by.en}.")


# --- where the case stands


def _replied(matter: Matter) -> Said:
    if matter.file is None:
        return _NO_CASE, ()
    state, decisions = matter.state, matter.file.decisions
    sent = next((one for one in reversed(decisions) if one.verb == "sent"), None)
    if sent:
        at = matter.settings.moment(sent.at)
        first = Words(f"Ja: {sent.by} plaatste een antwoord ({at}).", f"Yes: {sent.by} posted a reply ({at}).")
        again = Words("De zaak staat weer open: er moet nog een antwoord komen.",
                      "The case is open again: another reply is needed.")  # fmt: skip
        return _joined(first, again if state.open and not state.replied else None), ()
    if state.status == "no_reply":
        last = decisions[-1]
        at = matter.settings.moment(last.at)
        return Words(f"Nee: {last.by} besloot dat het niet nodig is ({at}).",
                     f"No: {last.by} decided that it needs none ({at})."), ()  # fmt: skip
    if state.status in ("chosen", "approved", "waiting_for_approval") and state.text:
        return Words(f"Er is nog niets geplaatst. {state.text_by} koos een antwoord; stand: {STATUSES[state.status].nl}.",
                     f"Nothing has been posted yet. {state.text_by} chose a reply; it stands at: {STATUSES[state.status].en}."), ()  # fmt: skip
    if rounds := matter.file.case.post.public_rounds:
        times = Words("één keer", "once") if rounds == 1 else Words(f"{rounds} keer", f"{rounds} times")
        return Words(f"In de draad hebben wij al {times.nl} geantwoord; op dit bericht nog niet.",
                     f"We have replied {times.en} in the thread; not to this post yet."), ()  # fmt: skip
    return Words("Nee: in het logboek staat nog geen antwoord.", "No: there is no reply in the ledger yet."), ()


def _next(matter: Matter) -> Said:
    if matter.about is None:
        return _NO_STEP, ()
    if matter.proposal is None:
        return _NOT_READ, ()
    state = matter.state
    if not state.open:
        status = STATUSES[state.status]
        return Words(f"Niets meer: {status.nl}. Schrijft de klant opnieuw, klik dan op Heropen.",
                     f"Nothing: {status.en}. If the customer writes again, click Reopen."), ()  # fmt: skip
    if state.replied:
        return _joined(_promised(matter), _solved_check(matter)), ("check-it-is-solved",)
    own = tuple(one.guideline for one in matter.proposal.advice.reasons if one.weight != "team")[:3]
    back = sent_back_with(matter.file.sent_back) if matter.file and matter.file.sent_back else None
    return _joined(back, _step(matter), _own_deadline(matter)), own


def _promised(matter: Matter) -> Words | None:
    if not matter.state.promises:
        return None
    text, at = matter.state.promises[-1]
    day = matter.settings.moment(at)
    return Words(f"Doe wat we beloofden, vóór {day}: “{text}”.", f"Do what we promised, by {day}: “{text}”.")


def _solved_check(matter: Matter) -> Words:
    return Words("Ga na of het echt is opgelost en zeg dat ook openbaar. Klik dan op Opgelost, of op Niet opgelost.",
                 "Find out whether it is really solved, and say so in public too. Then click Solved, or Not solved.")  # fmt: skip


def _step(matter: Matter) -> Words:
    """What a colleague does now with a case that has no reply yet."""
    assert matter.proposal is not None
    state, advice = matter.state, matter.proposal.advice
    whom = Words(" of ".join(matter.settings.approvers) or "een bevoegde collega",
                 " or ".join(matter.settings.approvers) or "an authorised colleague")  # fmt: skip
    if state.status == "waiting_for_approval":
        return Words(f"Plaats nog niets: {whom.nl} moet het antwoord eerst goedkeuren.",
                     f"Post nothing yet: {whom.en} has to approve the reply first.")  # fmt: skip
    if state.text and state.waits_for == "sent":
        return Words("Plaats het gekozen antwoord bij de klant en klik dan op Geplaatst.",
                     "Post the chosen reply with the customer and then click Replied.")  # fmt: skip
    if advice.action == "no_reply":
        return _joined(LEAD["no_reply"], Words("Klik op Geen antwoord nodig.", "Click No reply needed."))
    how = Words("Kies of bewerk een voorstel, plaats het bij de klant en klik op Geplaatst.",
                "Choose or edit a draft, post it with the customer and click Replied.")  # fmt: skip
    if needs_approval(matter.proposal, state):
        how = Words(f"Kies of bewerk een voorstel; dan wordt het voorgelegd aan {whom.nl}.",
                    f"Choose or edit a draft; it is then submitted to {whom.en}.")  # fmt: skip
    return _joined(LEAD[advice.action], how)


def _again(matter: Matter) -> Said:
    action = matter.proposal.advice.action if matter.proposal else ""
    limit = matter.settings.public_rounds_limit
    if action == "no_reply":
        return Words("Ook dan niet antwoorden. Gaat het door, blokkeer of meld het dan, en bewaar een schermafdruk.",
                     "Do not reply then either. If it goes on, block or report it, and keep a screenshot."), ("trolls",)  # fmt: skip
    if action == "reply_once":
        return Words("Dan stop je: één nette reactie is genoeg. Komt er een echte vraag, dan antwoord je wel; blijft het bij schelden, "
                     "blokkeer of meld het dan.",
                     "Then you stop: one proper reply is enough. A real question does get an answer; if the abuse goes on, "
                     "block or report it."), ("trolls", "keep-calm")  # fmt: skip
    how = Words("Plak de nieuwe reactie hier. Antwoord openbaar, met iets nieuws: een stap, een tijd of een uitweg, nooit dezelfde tekst.",
                "Paste the new comment here. Reply in public with something new: a step, a time or a way round, never the same text.")  # fmt: skip
    approved = Words("Ook die tekst gaat eerst langs wie goedkeurt.", "That text needs approval first, too.")
    asks = matter.proposal is not None and needs_approval(matter.proposal, matter.state)
    after = Words(f"Na {limit} openbare rondes zonder vooruitgang bied je privé aan, met openbaar een slotzin{_rounds(matter).nl}.",
                  f"After {limit} public rounds without progress, offer to go private and leave a closing line{_rounds(matter).en}.")  # fmt: skip
    return _joined(how, approved if asks else None, after), ("never-the-same-answer", "public-first")


def _rounds(matter: Matter) -> Words:
    """How many rounds there were in this case."""
    so_far = matter.file.case.post.public_rounds + len(matter.file.posted) if matter.file else 0
    if not so_far:
        return Words("", "")
    been = "has been" if so_far == 1 else "have been"
    return Words(f"; nu {'is' if so_far == 1 else 'zijn'} het er {so_far}", f"; so far there {been} {so_far}")


# --- what was read, and who wrote it


def _complaint(matter: Matter) -> Said:
    if missing := _missing(matter):
        return missing, ()
    assert matter.proposal is not None
    reading = matter.proposal.reading
    kind, level, sure = TYPES[reading.type.name], SEVERITIES[reading.severity.name], percent(reading.type.confidence)
    mend = Words("Klopt dat niet? Verbeter het dan op de kaart.", "Not right? Then correct it on the card.")
    if reading.corrected:
        first = Words("Ja", "Yes") if reading.type.name not in NOT_COMPLAINTS else Words("Nee", "No")
        return Words(f"{first.nl}: een collega zette het op {kind.nl}, ernst {level.nl}.",
                     f"{first.en}: a colleague set it to {kind.en}, severity {level.en}."), ()  # fmt: skip
    if reading.unsure or reading.cautious is not reading:
        return _joined(Words(f"Dat is niet zeker: ik lees {kind.nl} ({sure}). Ik behandel het als {_treated(matter).nl}.",
                             f"That is not certain: I read {kind.en} ({sure}). I treat it as {_treated(matter).en}."), mend), ()  # fmt: skip
    if reading.type.name in NOT_COMPLAINTS:
        return _joined(Words(f"Nee, ik lees: {kind.nl} ({sure}).", f"No, I read: {kind.en} ({sure})."), mend), ()
    return _joined(Words(f"Ja, ik lees een klacht: {kind.nl} ({sure}), ernst {level.nl}.",
                         f"Yes, I read a complaint: {kind.en} ({sure}), severity {level.en}."), mend), ()  # fmt: skip


def _treated(matter: Matter) -> Words:
    assert matter.proposal is not None
    name = matter.proposal.reading.cautious.type.name
    if name in NOT_COMPLAINTS:
        return TYPES[name]
    return Words(f"klacht ({TYPES[name].nl})", f"a complaint ({TYPES[name].en})")


def _known(matter: Matter) -> Said:
    if missing := _missing(matter):
        return missing, ()
    assert matter.proposal is not None
    if earlier := matter.proposal.context.earlier[:2]:
        return _joined(*(wrote_before(one, matter.settings) for one in earlier)), ("follow-up",)
    post = matter.file.case.post if matter.file else None
    if post and not known_by(post.author, post.platform):
        return Words("Dat kan ik niet zien: bij dit bericht staat geen naam waaraan ik de klant herken.",
                     "I cannot tell: this post comes with no name by which I would know the customer."), ()  # fmt: skip
    return Words("Voor zover ik weet niet: in het afgelopen jaar kwam hier niets van deze klant binnen.",
                 "Not as far as I know: nothing from this customer came in here in the past year."), ()  # fmt: skip


# --- approval


def _approvers(matter: Matter) -> Said:
    settings, carried = matter.settings, ("team-approval",)
    nl, en = " of ".join(settings.approvers), " or ".join(settings.approvers)
    who = (
        Words(f"Goedkeuren doet bij jullie {nl}.", f"In your team {en} approves.")
        if settings.approvers
        else Words("In jullie instellingen is niemand aangewezen, dus iedere collega mag dat.",
                   "Your settings name nobody, so any colleague may.")
    )  # fmt: skip
    other = Words("Wie het antwoord schreef, keurt het niet zelf goed.", "Whoever wrote the reply does not approve it.")
    rules = _joined(who, other if settings.two_people else None)
    if matter.proposal is None:
        return rules, carried
    need = Words("Voor dit bericht hoeft niemand vooraf goed te keuren.", "Nobody has to approve a reply to this post.")
    if matter.state.approved and matter.file:
        by = next((one.by for one in reversed(matter.file.decisions) if one.verb == "approve"), "")
        need = Words(f"Dit antwoord is al goedgekeurd, door {by}.", f"This reply has been approved, by {by}.")
    elif needs_approval(matter.proposal, matter.state):
        need = Words("Hier moet eerst iemand goedkeuren.", "Here somebody has to approve first.")
    return _joined(need, rules), carried


# --- what any colleague would say

_SENSE: dict[str, Said] = {
    "name of a colleague": (
        Words("Geef geen naam of andere gegevens van een collega, ook niet in een privébericht. Zeg wat je wel kunt doen: uitzoeken wat er "
              "gebeurde en het intern bespreken. Vraag daarvoor alleen waar en wanneer het was.",
              "Do not give a colleague's name or other details, not in a private message either. Say what you can do: find out what "
              "happened and take it up within the team. For that, ask only where and when it was."),
        ("private-where-needed",),
    ),
    "press": (
        Words("Geef zelf geen antwoord, ook niet kort of openbaar: zeg dat jullie terugbellen, noteer naam, medium, nummer en vraag, en geef "
              "dat meteen aan jullie woordvoerder of communicatie. Dit is gezond verstand; een richtlijn heb ik er niet voor.",
              "Do not answer yourself, not even briefly or in public: say that you will call back, note the name, outlet, number and question, "
              "and pass them to your spokesperson or communications at once. This is common sense; I have no guideline for it."),
        (),
    ),
    "legal letter": (
        Words("Antwoord niet zelf, en zeker niet openbaar: geef de brief vandaag nog aan jullie jurist of leidinggevende en beloof of erken "
              "intussen niets. Dit is gezond verstand; een richtlijn heb ik er niet voor.",
              "Do not answer it yourself, least of all in public: hand the letter to your lawyer or manager today, and promise or admit nothing "
              "meanwhile. This is common sense; I have no guideline for it."),
        (),
    ),
    "translate": (
        Words("Vertalen kan ik niet: vraag het een collega die de taal kent. Voor berichten in het Nederlands en Engels lees ik mee en doe ik "
              "voorstellen.",
              "I cannot translate: ask a colleague who knows the language. For posts in Dutch and English I read along and propose replies."),
        (),
    ),
}  # fmt: skip


def _sense(kind: str) -> Callable[[Matter], Said]:
    return lambda _: _SENSE[kind]


_SAID: dict[str, Callable[[Matter], Said]] = {
    "deadline": _deadline,
    "replied": _replied,
    "next": _next,
    "complaint": _complaint,
    "known": _known,
    "approvers": _approvers,
    "again": _again,
    **{kind: _sense(kind) for kind in _SENSE},
}
