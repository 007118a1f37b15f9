"""Signals of a post that words show: threats, earlier contact, personal data, a tagged brand.

Each signal comes with the words that show it. These are rules, since for a lawyer or a phone number the words are
the thing itself. Where words can mean something else ("my daughter loves it"), a rule counts only if the NLU gives the
signal a chance: that won .013 of F1 over believing every rule, on writers that were not trained on. What a post is about
(its type) is never guessed from a word list but read by the NLU.
What each signal means: the labelling guide, `data/labels.md`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot import personal_data
from bot.case import Post


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal's name (a key of `labels.SIGNALS`) and the words of the post that show it (personal data masked)."""

    name: str
    text: str


def any_of(*patterns: str) -> re.Pattern[str]:
    """Where one of some patterns stands as words of its own, in any case."""
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)


_RULES: dict[str, re.Pattern[str]] = {
    "safety_risk": any_of(
        r"brandgevaar\w*", r"brandwond\w*", r"in brand", r"vlam vat\w*", r"rook uit", r"rookontwikkeling", r"explode\w*", r"ontplof\w*", r"kortsluiting", r"elektrocut\w*", r"schok gekregen", r"gewond\w*", r"verwond\w*",
        r"letsel", r"allergisch\w*", r"allergie\w*", r"anafyla\w*", r"vergiftig\w*", r"voedselvergiftiging", r"schimmel\w*",
        r"glasscher\w+", r"glas in (?:de|het|mijn|een)", r"stuk(?:je)?s? (?:glas|metaal|plastic)", r"muizen\w*", r"ratten\w*", r"kakkerlak\w*",
        r"levensgevaar\w*", r"gevaarlijk\w*", r"spoedeisende hulp", r"ambulance", r"gaslek\w*", r"koolmonoxide", r"verstik\w*",
        r"caught fire", r"on fire", r"smoke coming", r"explod\w+", r"electric shock", r"injur\w+", r"burn(?:ed|t) (?:my|his|her|me)",
        r"allerg\w+", r"anaphyla\w+", r"food poisoning", r"mou?ld\w*", r"(?:shard|piece)s? of (?:glass|metal|plastic)", r"rats?", r"mice",
        r"cockroach\w*", r"dangerous\w*", r"hazard\w*", r"a&e", r"gas leak", r"carbon monoxide", r"chok(?:ed|ing)",
    ),
    "legal_threat": any_of(
        r"advoca\w+", r"jurist\w*", r"juridisch\w*", r"rechtba\w+", r"rechtszaak", r"rechtsbijstand\w*", r"kort geding", r"dagvaard\w*",
        r"ingebrekestelling", r"in gebreke", r"aangifte", r"politie", r"klacht in\w* bij", r"meld\w* bij de (?:inspectie|ap|acm|nvwa|politie)",
        r"ombuds\w+", r"consumentenbond", r"geschillencommissie", r"test[- ]?aankoop", r"kifid", r"acm", r"autoriteit persoonsgegevens",
        r"gegevensbeschermingsautoriteit", r"economische inspectie", r"fod economie", r"nvwa", r"favv", r"deurwaarder", r"vrederechter",
        r"lawyers?", r"solicitors?", r"attorney", r"legal action", r"small claims", r"sue", r"suing", r"court", r"ombudsman", r"trading standards",
        r"ofcom", r"ofgem", r"financial ombudsman", r"citizens advice", r"ico", r"better business bureau", r"bbb", r"police", r"chargeback",
    ),
    "media_threat": any_of(
        r"radar", r"kassa", r"de krant", r"(?:naar|aan|in) de (?:pers|media|krant)", r"journalist\w*", r"het nieuwsblad", r"hln",
        r"de telegraaf", r"viral", r"virale?", r"opgelicht", r"volt", r"winwinwin", r"influencer\w*", r"dit deel ik (?:overal|met)",
        r"(?:the|go(?:ing)? to the|contact(?:ing)? the) (?:press|papers?|media)", r"newspapers?", r"reporters?", r"watchdog", r"bbc",
        r"daily mail", r"go(?:ing)? viral", r"my followers",
    ),
    "churn_threat": any_of(
        r"(?:ik|wij|we) (?:zeg|zeggen|zegt) (?:\w+ ){0,4}op", r"opzeg\w*", r"zeg \w+ (?:abonnement|contract|lidmaatschap) op", r"overstappen", r"stap\w* over",
        r"naar de concurrent\w*", r"ander(?:e)? (?:bank|provider|winkel|leverancier|aanbieder|verzekeraar|maatschappij)",
        r"nooit meer", r"(?:laatste|letste) keer", r"jullie zijn (?:me|mij|een klant) kwijt", r"klant af", r"ben (?:ik )?weg", r"vertrek(?:ken)? (?:ik|wij|naar)", r"deleten? de app",
        r"never (?:again|ordering|buying|using|shopping|flying|coming back)", r"won'?t (?:be )?(?:us\w+|buy\w*|order\w*|com\w+|return\w*|shop\w*|fly\w*|renew\w*)(?: \w+){0,3} (?:again|back)",
        r"switch(?:ing|ed)? to", r"(?:cancel|clos)(?:l?ing|e) my (?:account|subscription|contract|membership)", r"last time", r"lost (?:a|me as a|my) (?:loyal )?(?:customer|business|custom)",
        r"tak(?:e|ing) my (?:business|custom|money) elsewhere", r"i'?m (?:off|leaving|done)", r"looking elsewhere",
    ),
    "repeat_contact": any_of(
        r"(?:al|reeds|nu) (?:twee|drie|vier|vijf|zes|\d+|meerdere|verschillende) ?(?:keer|maal|x|keren)", r"(?:derde|vierde|vijfde|zoveelste|tweede|\d+[ed]e) (?:keer|x|mail|bericht|poging|telefoontje|melding)",
        r"(?:alweer|opnieuw|wéér) (?:gebeld|gemaild|contact|niet|geen)", r"(?:al|eerder) (?:gebeld|gemaild|gemeld|contact|vaker|doorgegeven|aangegeven|geschreven|gestuurd)", r"herhaaldelijk\w*", r"meermaals", r"meerdere (?:keren|malen|mails)",
        r"nog (?:steeds|altijd) geen (?:antwoord|reactie|bericht|oplossing)", r"nooit (?:een )?(?:antwoord|reactie) (?:gehad|gekregen)", r"reageren niet op", r"herinnering",
        r"(?:twice|three times|four times|several times|many times|multiple times|\d+ times)", r"(?:second|third|fourth|fifth|\d+(?:nd|rd|th)) (?:time|email|message|call|attempt|request)",
        r"still (?:no|waiting for a?) (?:reply|response|answer|word)", r"(?:already|previously) (?:called|emailed|contacted|reported|told|asked|complained|messaged)", r"(?:called|emailed|chased|contacted|rang) (?:\w+ ){0,3}(?:again|twice|times)",
        r"no(?:body|[- ]one)? (?:has )?(?:replied|responded|got back)", r"repeatedly", r"as i said", r"chasing",
    ),
    "vulnerable_person": any_of(
        r"(?:mijn|ons|een|m'n|mn) (?:\w+ )?(?:dochter\w*|zoon\w*|kind\w*|baby|peuter|kleuter|kleinkind\w*|oma|opa|bomma|bompa|grootmoeder|grootvader)", r"bejaard\w*", r"hoogbejaard\w*", r"hulpbehoevend\w*",
        r"(?:[789]\d)[- ]?jarige?", r"\d{1,2}[- ]?jarige?", r"(?:moeder|vader|tante) van \d\d", r"rolstoel\w*", r"rollator", r"gehandicapt\w*", r"(?:slecht(?:ziend|horend)\w*|blind[e]?|doof|dove)", r"mindervalide\w*", r"minder mobiel\w*", r"beperking", r"dement\w*",
        r"alzheimer", r"parkinson", r"kanker\w*", r"chemo\w*", r"zwanger\w*", r"hoogzwanger", r"autis\w+", r"insuline", r"terminaal", r"mantelzorg\w*",
        r"my (?:\w+ )?(?:daughter|son|kids?|child(?:ren)?|baby|toddler|grandson|granddaughter|nan|gran|grandma|grandad|grandmother|grandfather)", r"elderly", r"pensioner", r"\d{1,2}[- ]years?[- ]old", r"wheelchair", r"disabled",
        r"disability", r"blind", r"deaf", r"dementia", r"cancer", r"pregnant", r"autis\w+", r"insulin", r"terminally ill", r"carer",
    ),
    "discrimination": any_of(
        r"discrim\w+", r"racis\w+", r"seksis\w+", r"homofob\w*", r"islamofob\w*", r"antisemit\w*", r"xenofob\w*", r"huidskleur", r"hoofddoek\w*", r"vanwege (?:mijn|zijn|haar) (?:afkomst|geloof|naam|geaardheid)",
        r"vreemdelingenhaat", r"racial\w*", r"sexis[tm]\w*", r"homophob\w*", r"transphob\w*", r"islamophob\w*", r"skin colou?r", r"hijab", r"headscarf",
    ),
    "data_leak": any_of(
        r"datalek\w*", r"gelekt\w*", r"gehackt?\w*", r"gegevens (?:van|op straat|liggen|gezien|gedeeld|doorgegeven|verkocht)(?: (?:een )?ander\w*)?", r"phishing\w*", r"andermans (?:gegevens|factuur|rekening|dossier)", r"(?:factuur|gegevens|dossier|mail) van (?:een|iemand) ander\w*",
        r"(?:data|details|information) (?:leak\w*|breach\w*|been (?:leaked|shared|sold|exposed))", r"leaked", r"hacked", r"data breach", r"some(?:one|body) else'?s (?:\w+ )?(?:data|details|account|invoice|bill|order|email|address)",
    ),
    "mass_impact": any_of(
        r"(?:heel|hele|de halve|gans) (?:de )?(?:straat|buurt|wijk|stad|dorp|trein|school|klas|flat)", r"iedereen (?:hier|in|bij)", r"(?:honderden|duizenden|tientallen|alle) (?:klanten|mensen|reizigers|gezinnen|bewoners|passagiers)", r"(?:veel|meer|andere) (?:klanten|mensen) (?:hebben|met|die) (?:hier|dit|hetzelfde|last|ook)",
        r"niet de enige", r"landelijke? storing", r"meerdere (?:klanten|mensen|bewoners)", r"wij allemaal", r"(?:whole|entire) (?:street|area|town|village|train|building|school|class|estate)", r"(?:hundreds|thousands|dozens|loads|lots) of (?:customers|people|passengers|us|families)", r"everyone (?:else )?(?:here|in|on|at)",
        r"not the only one", r"all (?:your|the) (?:customers|passengers|residents)", r"many (?:others|customers|people)", r"nationwide",
    ),
    "profanity": any_of(
        r"(?:ge)?(?:kut|klote|kanker|tering|tyfus|godver\w*|verdomme|verdomd\w*|fuck\w*|shit\w*|klootzak\w*|eikel\w*|lul\w*|sukkel\w*|idiot\w*|debiel\w*|achterlijk\w*|hufter\w*|flikker op|rot op|oplichters|schijt\w*|rukkers?|kak|strontzooi|bagger)",
        r"kut\w+", r"klote\w+", r"tering\w+", r"f\*+\w*", r"wtf", r"bullshit", r"crap\w*", r"arse\w*", r"ass(?:hole\w*)?", r"bloody", r"bastards?", r"damn", r"piss\w*", r"dickheads?", r"bollocks", r"morons?", r"idiots?", r"scumbags?", r"wankers?",
    ),
    "sarcasm": any_of(
        r"(?:lekker|goed|mooi|fijn|knap|netjes|fraai|geweldig|top) bezig(?: \w+){0,3}", r"bedankt voor niks", r"dank(?:je)?wel voor (?:niks|niets)", r"fijne service hoor", r"wat een service", r"hulde", r"chapeau hoor", r"zo klantvriendelijk", r"petje af hoor",
        r"thanks for nothing", r"great job", r"well done", r"nice one", r"slow clap", r"bravo", r"good job", r"way to go", r"cheers for that", r"👏+",
    ),
    "dm_mentioned": any_of(
        r"(?:dm|pb|privé ?bericht|prive ?bericht|privébericht\w*|inbox|messenger)(?:['’]?(?:s|etje|je|en))?", r"dm['’]?(?:en|ed|'d|de|t)", r"ge-?dm['’]?d", r"(?:private|direct) messages?(?:d)?", r"pm['’]?(?:ed|d)?", r"dms", r"messaged you",
    ),
}  # fmt: skip

ONLY_BY_RULE = frozenset({"mention"})
"""The NLU reads a post without its handles."""

CERTAIN = frozenset({"mention", "legal_threat", "profanity", "dm_mentioned"})
"""Signals whose words are the thing itself: their rules need nobody's consent."""

_KNOWN = "…"
"""In place of words where the thread shows the signal."""

_HANDLE = re.compile(r"(?<![\w.])@\w{2,30}")
_HEALTH_OR_MONEY = any_of(
    r"ziekenhuis\w*", r"operatie", r"diagnose", r"medicijn\w*", r"medicatie", r"huisarts", r"patiënt\w*", r"zwanger\w*", r"miskra\w+", r"chemo\w*", r"depressie\w*", r"voedselvergiftiging", r"overgegeven", r"migraine", r"hartpatiënt", r"diabet\w+",
    r"rolstoel\w*", r"rollator", r"looprek", r"reuma\w*", r"epilep\w*", r"dialyse", r"insuline", r"adhd", r"burn-?out", r"tandarts\w*", r"(?:mijn|heb) ms",
    r"schuldsanering", r"schuldhulp\w*", r"schuldbemiddel\w*", r"leefloon", r"ocmw", r"budgetbeheer\w*", r"bijstand", r"uitkering", r"faillissement", r"hospital", r"surgery", r"diagnos\w+", r"medication", r"prescription", r"pregnant", r"miscarr\w+", r"food poisoning", r"vomiting", r"my (?:gp|doctor)", r"benefits", r"universal credit", r"wheelchair", r"walking frame", r"epilep\w*", r"dialysis", r"insulin", r"my ms", r"dentist\w*", r"bankrupt\w*", r"in debt",
)  # fmt: skip


def signals_of(post: Post, handles: Iterable[str] = ()) -> tuple[Signal, ...]:
    """Return the signals that the words of `post` (and its context) show, each once.

    `handles` are the brand's own, such as "@voorbeeld". `post.mention`, where a door knows it, beats the text.
    """
    text, secrets = post.text, _Secrets(post.text)
    found = [Signal(name, secrets.masked(hit.group())) for name, rule in _RULES.items() if (hit := rule.search(text))]
    found += _personal(text, secrets)
    if mention := _mention(post, handles):
        found.append(Signal("mention", mention))
    if not any(s.name == "dm_mentioned" for s in found) and any(not turn.public for turn in post.history):
        found.append(Signal("dm_mentioned", _KNOWN))
    if not any(s.name == "repeat_contact" for s in found) and sum(t.by == "customer" for t in post.history) > 1:
        found.append(Signal("repeat_contact", _KNOWN))
    return tuple(found)


def merged(
    post: Post, by_rule: Iterable[Signal], by_meaning: Collection[Signal], faint: Collection[str] | None
) -> tuple[Signal, ...]:
    """Rules' signals first, then what the NLU read besides.

    `faint`: names of what the NLU did not find but gives a chance; None from an NLU that does not say, then every
    rule counts.
    """
    secrets = _Secrets(post.text)
    heard = {signal.name for signal in by_meaning} | CERTAIN | set(faint or ())
    if secrets.names:
        heard.add("personal_data")
    found = {
        signal.name: signal for signal in by_rule if faint is None or signal.name in heard or signal.text == _KNOWN
    }
    for signal in by_meaning:
        if signal.name not in ONLY_BY_RULE:
            found.setdefault(signal.name, Signal(signal.name, secrets.masked(signal.text)))
    return tuple(found.values())


def _personal(text: str, secrets: _Secrets) -> list[Signal]:
    if secrets.names:
        return [Signal("personal_data", secrets.masked(next(iter(secrets.names))))]
    hit = _HEALTH_OR_MONEY.search(text) or personal_data.NAMED_PERSON.search(text)
    return [Signal("personal_data", secrets.masked(hit.group()))] if hit else []


def _mention(post: Post, handles: Iterable[str]) -> str | None:
    """The handle that tags the brand; any handle counts where the brand's own are not set."""
    if post.mention is not None:
        return "@" if post.mention else None
    own = {handle.lower().lstrip("@") for handle in handles}
    for hit in _HANDLE.finditer(post.text):
        if not own or hit.group()[1:].lower() in own:
            return hit.group()
    return None


_LONGEST = 80


def _short(words: str) -> str:
    """So many characters at most, cut between words."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"


class _Secrets:
    """The personal data of a post, found once, to mask the words of its signals with."""

    def __init__(self, text: str) -> None:
        self.names = {text[one.start : one.end]: personal_data.NAMES[one.kind].nl for one in personal_data.find(text)}

    def masked(self, words: str) -> str:
        """Words of the post, masked: also what is personal data only in its sentence, such as the number of an order."""
        for secret, name in self.names.items():
            words = re.sub(re.escape(secret), f"[{name}]", words, flags=re.IGNORECASE)
        return _short(personal_data.mask(" ".join(words.split())))
