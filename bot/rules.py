"""The decision 'Public or private' as a table of rules with an order: the first whose condition holds gives the action.

The rules follow the project's decision (numbers in the table are its items), made from five sources that disagree.
`advice.py` puts the table to work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.case import Post
from bot.context import Context
from bot.labels import NOT_COMPLAINTS
from bot.reading import Reading
from bot.settings import SECTORS, Settings
from bot.words import Words

_ACCOUNT = re.compile(
    r"\b(?:afgeschreven|afschrijving\w*|incasso\w*|domicili\w+|\w*afrekening|factu(?:ur|ren)|voorschot\w*|termijnbedrag|aanmaning\w*"
    r"|nota'?s?|(?:pin|bank|betaal|krediet)-?(?:pas|kaart)\w*|pas (?:\S+ ){0,3}(?:doet|werkt|geweigerd|ingeslikt)"
    r"|(?:debit|credit|bank) cards?|(?:un)?freeze|unblock"
    r"|(?:van|op) mijn (?:bank)?rekening|gaat? (?:\S+ ){1,6}af|(?:account|rekening|kaart|pas) (?:\S+ ){0,3}(?:ge|gede|de)?blok\w+"
    r"|direct debit\w*|debited|(?:over|double )?charged|(?:my|first|last|next|final) (?:bill|invoice)|invoices?|out of my account"
    r"|stop (?:the |taking )?payments?|(?:account|card) (?:\S+ ){0,3}(?:locked|blocked|suspended|frozen|closed))\b",
    re.IGNORECASE,
)
"""Words for money that was taken or an account that is shut. Three hands judged such cases alike, the rest as public."""

_STAYS_PUBLIC = re.compile(
    r"\b(?:(?:ga|wil|hoef|stuur|doe) (?:\S+ ){0,4}(?:geen|niet) (?:\S+ ){0,2}(?:dm|pb|priv[eé]\w*)"
    r"|geen (?:dm|pb|priv[eé]\w*),? (?:aub|alstublieft|alsjeblieft|graag|nodig|voor mij|van mij)"
    r"|(?:zeg|antwoord|leg|vertel) (?:het |dat |dit |me |mij )?(?:maar |gewoon |liever |dan )+hier|in het openbaar"
    r"|(?:i'm not|i am not|not going to|won't|will not|don't want to|no need to|why would (?:you|i) need) (?:\S+ ){0,3}(?:dm|private message)s?"
    r"|(?:say|answer|tell me|explain) (?:it |that |this )?(?:just |right )?here|in the open)\b",
    re.IGNORECASE,
)
"""Who writes this was asked to go private, or expects it, and will not: that is answered where it stands."""

DOUBTFUL_ABUSE = 0.8  # below this probability an insult may hide a real complaint: answer once (item 7)


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the rules may look at."""

    post: Post
    reading: Reading
    settings: Settings
    context: Context = field(default_factory=Context)

    @property
    def complaint(self) -> bool:
        """Whether the post is a complaint: not praise, a question or abuse."""
        return self.reading.type.name not in NOT_COMPLAINTS

    @property
    def rounds(self) -> int:
        """Public answers of the brand so far."""
        return self.post.public_rounds

    def confidential(self) -> bool:
        """Item 2: only confidentiality moves the details to private. An opinion on privacy holds nothing confidential."""
        r = self.reading
        hurt = r.type.name == "safety" and r.severity.name == "high" and r.has("vulnerable_person")
        private = r.type.name == "privacy" and r.severity.name != "low"
        return private or r.has("personal_data", "data_leak", "legal_threat") or hurt

    def needs_account(self) -> bool:
        """Item 2: what was debited, billed or blocked can only be looked into in the customer's own account."""
        return self.reading.severity.name != "low" and bool(_ACCOUNT.search(self.post.text))

    def sensitive_sector(self) -> bool:
        """Row 18: in health and finance the details of nearly every complaint are somebody's health or money."""
        own = SECTORS.get(self.settings.sector, ())
        return self.reading.severity.name != "low" and self.reading.type.name in own

    def came_back(self) -> bool:
        """Row 27: whether the team still owed this customer something."""
        return self.context.owed is not None

    def pile_on(self) -> bool:
        """Row 26: whether so many others say the same that silence, or one answer for all, would be noticed."""
        return self.complaint and self.context.joined >= self.settings.pile_on_from

    def was_private(self) -> bool:
        """Item 4: whether the customer was in private already, or was asked to go there."""
        asked = self.reading.has("dm_mentioned") and not _STAYS_PUBLIC.search(self.post.text)
        return asked or any(not turn.public for turn in self.post.history)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the decision: what it is about, when it holds, what it says, with which guidelines, and what it sets aside.

    `nearly`: when its subject is there although it need not hold, and why it then does not; for who asks why.
    """

    id: str
    item: int
    about: Words
    when: Callable[[Situation], bool]
    action: str
    because: tuple[str, ...]
    against: dict[str, Words] = field(default_factory=dict)
    nearly: tuple[Callable[[Situation], bool], Words] | None = None


_PRIVATE_ASAP_LOST = Words(
    "Snel naar privé is een mening uit de praktijk; experimenten laten zien dat meelezers een openbare eerste reactie beter vinden.",
    "Moving to private quickly is a practitioner's opinion; experiments show that onlookers prefer a public first reply.",
)
_ONLY_DETAILS = Words(
    "Alles meteen naar privé gaat te ver: alleen het vertrouwelijke deel gaat, de eerste reactie en de afloop blijven openbaar.",
    "Taking everything to private goes too far: only the confidential part goes, the first reply and the outcome stay public.",
)
_NOT_FOR_TROLLS = Words(
    "Nooit negeren geldt voor klachten; hier staat niets in waarop je kunt antwoorden.",
    "Never ignoring holds for complaints; there is nothing here that can be answered.",
)
_FAST_BUT_SAFE = Words(
    "Snelheid wijkt voor zorg: eerst akkoord, dan een korte openbare reactie, wel binnen de termijn.",
    "Speed gives way to care: approval first, then a short public statement, still within the deadline.",
)
_NO_COMPLAINT = Words("telt alleen bij een klacht", "counts for a complaint only")
_TOO_LIGHT = Words("telt pas bij een klacht die ertoe doet", "counts only for a complaint of some weight")
_TOO_FEW = Words("nog te weinig rondes", "too few rounds yet")
_PROBABLY_NOT = Words("mogelijk, maar waarschijnlijk niet", "possible, but not likely")
_ONCE_ONLY = Words("er is al één keer geantwoord", "there has been one reply already")
_HELP_IN_ROUNDS = Words(
    "Alles openbaar blijven doen maakt een lang gesprek bekender zonder dat het helpt; de afloop blijft openbaar.",
    "Keeping it all public makes a long exchange better known without helping; the outcome stays public.",
)

RULES: tuple[Rule, ...] = (
    Rule("abuse-critical", 7, Words("een dreigement of haat", "a threat or hate"),
         lambda s: s.reading.type.name == "abuse" and s.reading.severity.name == "critical",
         "no_reply", ("team-approval", "trolls"), {"never-ignore-or-delete": _NOT_FOR_TROLLS}),
    Rule("abuse-doubtful", 7, Words("gescheld, maar zonder zekerheid", "abuse, but not surely so"),
         lambda s: s.reading.type.name == "abuse" and _doubtful(s) and s.rounds == 0,
         "reply_once", ("trolls", "cool-head"), nearly=(lambda s: s.reading.type.name == "abuse" and _doubtful(s), _ONCE_ONLY)),
    Rule("abuse", 7, Words("gescheld of trollen zonder klacht", "abuse or trolling without a complaint"),
         lambda s: s.reading.type.name == "abuse",
         "no_reply", ("trolls",), {"never-ignore-or-delete": _NOT_FOR_TROLLS}),
    Rule("critical", 6, Words("een kritieke zaak", "a critical case"),
         lambda s: s.reading.severity.name == "critical",
         "hold_for_approval", ("team-approval", "say-no-answer-yet"), {"answer-fast": _FAST_BUT_SAFE}, (lambda s: s.reading.alarm, _PROBABLY_NOT)),
    Rule("confidential", 2, Words("iets vertrouwelijks (gegevens, een lek, recht, letsel, privacy)",
                                 "something confidential (data, a leak, the law, injury, privacy)"),
         lambda s: s.complaint and s.confidential(),
         "reply_public_details_private", ("private-where-needed", "public-first"), {"private-asap": _ONLY_DETAILS},
         (Situation.confidential, _NO_COMPLAINT)),
    Rule("account", 2, Words("geld of een account, alleen in het eigen dossier na te gaan",
                            "money or an account, to be checked in the customer's own file only"),
         lambda s: s.complaint and s.needs_account(),
         "reply_public_details_private", ("private-where-needed", "public-first"), {"private-asap": _ONLY_DETAILS},
         (lambda s: bool(_ACCOUNT.search(s.post.text)), _TOO_LIGHT)),
    Rule("sector", 2, Words("iets gevoeligs in jullie sector", "something sensitive in your sector"),
         lambda s: s.complaint and s.sensitive_sector(),
         "reply_public_details_private", ("private-where-needed", "real-empathy"), {"private-asap": _ONLY_DETAILS},
         (lambda s: s.reading.type.name in SECTORS.get(s.settings.sector, ()), _TOO_LIGHT)),
    Rule("rounds", 5, Words("openbare rondes zonder oplossing", "public rounds without a solution"),
         lambda s: s.complaint and s.rounds >= s.settings.public_rounds_limit,
         "reply_public_details_private", ("private-where-needed", "show-the-solving"), {"public-first": _HELP_IN_ROUNDS},
         (lambda s: s.complaint and s.rounds > 0, _TOO_FEW)),
    Rule("already-private", 4, Words("een klant die al privé contact had", "a customer who was in private before"),
         lambda s: s.complaint and s.was_private(),
         "reply_public", ("order-counts", "follow-up"), {"private-asap": _PRIVATE_ASAP_LOST},
         (Situation.was_private, _NO_COMPLAINT)),
    Rule("light", 8, Words("een compliment of een vraag", "praise or a question"),
         lambda s: s.reading.type.name in ("praise", "question"),
         "reply_public", ("personal-clear-timely", "own-voice")),
    Rule("public-first", 1, Words("een gewone klacht", "an ordinary complaint"),
         lambda s: True,
         "reply_public", ("public-first",), {"private-asap": _PRIVATE_ASAP_LOST}),
)  # fmt: skip


def _doubtful(s: Situation) -> bool:
    return s.reading.unsure or s.reading.type.confidence < DOUBTFUL_ABUSE
