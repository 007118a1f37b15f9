"""The words by which `facts.py` finds what a post says, in Dutch and English. Each rule finds its fact under the name `it`."""

from __future__ import annotations

import re
from collections.abc import Mapping

Rules = tuple[re.Pattern[str], ...]


def _rules(*patterns: str) -> Rules:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# fmt: off
_NL_LENGTH = (
    r"(?P<it>(?:\d{1,3}(?:[,.]5)?|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|anderhalve?|een half|een paar)"
    r" ?(?:min(?:uten|uut)?|uur|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar))\b"
)
_EN_LENGTH = (
    r"(?P<it>(?:\d{1,3}(?:\.5)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half an|a few|several)"
    r" ?(?:and a half )?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)(?: and a half)?)\b"
)
_NO_WAIT = r"(?! (?:geleden|oud|garantie|bedenktijd|klant|lid|abonnee|gratis|per|vooraf|van tevoren|jong|ervaring|vakantie|contract))"
_NO_EN_WAIT = r"(?! (?:ago|old|guarantee|warranty|customers?|members?|free|per|notice|contract|trial|of loyalty|subscription))"
_NL_CONTACTED = (
    r"(?:ge(?:beld|maild|vraagd|meld|schreven|chat|whatsappt|contacteerd|stuurd|mailt)|contact|aangekaart|doorgegeven|aan de lijn)"
)
_EN_CONTACTED = (
    r"(?:called|rang|rung|phoned|e-?mailed|written|wrote|messaged|asked|contacted|chased|reported|complained|been in touch)"
)
_NL_TIMES = r"(?P<it>(?:twee|drie|vier|vijf|zes|meerdere|verschillende|[2-9]) ?(?:keer|x|maal))"
_EN_TIMES = r"(?P<it>twice|(?:two|three|four|five|six|several|[2-9]) times)"

FACTS: Mapping[str, Mapping[str, Rules]] = {
    "lasting": {
        "nl": _rules(
            rf"\b(?:al|reeds|wacht(?:en|te)?|gewacht|nu) (?:nu |al |ruim |bijna |meer dan |zo'n |dik |zowat |bijkans ){{0,3}}{_NL_LENGTH}{_NO_WAIT}",
            rf"\b{_NL_LENGTH} (?:in de wacht|te laat|gewacht|wachten|zonder|vertraging|stil)\b",
            rf"\bna (?:al |ruim |meer dan ){{0,2}}{_NL_LENGTH} (?:nog|steeds|niet|geen|niks|wachten)\b",
        ),
        "en": _rules(
            rf"\b(?:for|waited|waiting|been|taken|took|wait) (?:for |about |over |more than |nearly |almost |at least |the best part of |well over ){{0,3}}{_EN_LENGTH}{_NO_EN_WAIT}",
            rf"\b{_EN_LENGTH} (?:late|on hold|without|waiting|wait|and (?:still|counting)|delay)\b",
            rf"\bafter (?:more than |over |nearly ){{0,2}}{_EN_LENGTH} (?:still|no|not|nothing|of waiting)\b",
        ),
    },
    "nth": {
        "nl": _rules(r"\b(?P<it>2e|3e|4e|5e|6e|2de|3de|4de|tweede|derde|vierde|vijfde|zesde|zoveelste) (?:keer|maal)\b"),
        "en": _rules(r"\b(?P<it>2nd|3rd|4th|5th|second|third|fourth|fifth|sixth|umpteenth) time\b"),
    },
    "chased": {
        "nl": _rules(rf"\b{_NL_TIMES} (?:\w+ ){{0,3}}?{_NL_CONTACTED}\b", rf"\b{_NL_CONTACTED},? (?:al |nu ){{0,2}}{_NL_TIMES}\b"),
        "en": _rules(rf"\b{_EN_CONTACTED} (?:\w+ ){{0,4}}?{_EN_TIMES}\b", rf"\b{_EN_TIMES} (?:i |i've |we |we've |have |now ){{0,3}}{_EN_CONTACTED}\b"),
    },
    "when": {
        "nl": _rules(
            r"\b(?P<it>(?:eer)?gister(?:en)?(?:avond|ochtend|middag|nacht)?|vanochtend|vanmorgen|vanmiddag|vannacht"
            r"|(?:afgelopen|vorige) (?:week|maand|weekend|(?:maan|dins|woens|donder|vrij|zater|zon)dag))\b"
        ),
        "en": _rules(
            r"\b(?P<it>yesterday(?: morning| afternoon| evening)?|this morning|this afternoon"
            r"|last (?:night|week|month|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b"
        ),
    },
}
"""What a post says about time and number."""

MANY_YEARS = re.compile(r"^(?!(?:een|één|1|an?|one|anderhalf|twee|two|2)\b).*(?:jaar|years?)$")

NOTHING = re.compile(r"(?!)")

UNLESS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "lasting": (
        re.compile(r"\b(?:klant|lid|abonnee|customer|member|paid|pay|betaald?|worked|werkte|kom|kwam|loyal|trouwe?|last|lasted|garantie|guarantee|warranty)\b", re.I),
        re.compile(r"\b(?:klant|lid|abonnee|customer|member|trouwe?|loyal|vooraf|garantie|guarantee|warranty|perfect\w*|prima|fine|great)\b", re.I),
    ),
    "chased": (re.compile(r"\b(?:jullie|u|ze|zij|you|they|he|she|hij)\b", re.I), NOTHING),
    "nth": (NOTHING, NOTHING),
    "when": (NOTHING, re.compile(r"\b(?:komt|komen|zou|wordt|krijg)\b", re.I)),
}
"""Words shortly before or behind a fact with which it is something else: ten years a customer, you rang twice."""

REFUSED = (re.compile(r"\b(?:geen|niet|nooit|don't|not|no|never|without|zonder)\b", re.I), NOTHING)
"""What is not wanted."""

WANTS: Mapping[str, Mapping[str, Rules]] = {
    "money": {
        "nl": _rules(r"(?P<it>geld terug|terugbetal\w*|terugstort\w*|terugboek\w*|gecrediteerd|krijg(?:en)? (?:ik|we|wij) (?:\S+ ){0,4}terug\b)"),
        "en": _rules(r"(?P<it>refund\w*|money back|reimburse\w*|credited back)"),
    },
    "exchange": {
        "nl": _rules(r"(?P<it>omruil\w*|omwissel\w*|vervang(?:en|ing|end)\b|nieuwe? (?:op)?(?:sturen|krijgen)|(?:laten|wil|kan) (?:\S+ ){0,3}(?:repareren|herstellen))"),
        "en": _rules(r"(?P<it>replacement|replace (?:it|this|them)|exchange (?:it|this|them)|send (?:me |us )?a new|get (?:it|this) (?:fixed|repaired))"),
    },
    "where": {
        "nl": _rules(r"(?<!het )(?<!dat )(?<!dit )\b(?P<it>waar (?:blijft|blijven|is|zijn|zit|hangt))\b(?! (?:je|jullie|u) mee bezig)"),
        "en": _rules(r"\b(?P<it>where(?:'s| is| are|’s) (?:my|the|our|it|that|he|she|they)\b|where on earth)"),
    },
    "when": {
        "nl": _rules(
            r"\b(?P<it>wanneer (?:komt?|krijg(?:en)?|is|zijn|kan|kunnen|wordt|worden|gaat|gaan|mag|denk\w*|doet|werkt)|hoe lang (?:nog|duurt|gaat|moet)|hoelang)\b"
        ),
        "en": _rules(r"\b(?P<it>when (?:will|is|are|can|do|does|am) |how (?:much )?long(?:er)? (?:will|is|are|do|does|until|till|before|must|am|now)|how much longer)"),
    },
    "reply": {
        "nl": _rules(
            r"(?P<it>reageer (?:nou|nu|eens|dan)|geef (?:nou |nu |eens |gewoon )*antwoord|\bbel (?:me|mij|ons)\b|neemt? (?:\S+ ){0,3}contact (?:met me |met mij )?op"
            r"|niemand (?:die )?(?:reageert|antwoordt|neemt op|opneemt|belt)|geen (?:enkele )?(?:reactie|antwoord|gehoor)|(?:niks|niets) (?:meer |van jullie )?(?:gehoord|vernomen))"
        ),
        "en": _rules(
            r"(?P<it>\b(?:call|ring|contact) me\b|get back to me|no (?:reply|response|answer|one (?:replies|answers|picks up))|nobody (?:replies|answers|picks up|calls back|gets back)"
            r"|someone (?:please )?(?:call|reply|answer|contact|get in touch)|heard nothing|can someone|ignored)"
        ),
    },
    "why": {
        "nl": _rules(r"\b(?P<it>waarom|hoezo|hoe kan (?:het|dit|dat|zoiets)|hoe is (?:het|dit) mogelijk)\b"),
        "en": _rules(r"\b(?P<it>why (?:is|do|does|did|are|can|can't|on earth|has|have|am|was|were|would|should|the hell)|how come|how is (?:this|it|that) possible)\b"),
    },
}
"""What a customer wants, the most telling first."""

PERSON: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(
        r"(?:\b[Dd]ank(?:jewel| je ?wel| u ?wel|zij|)|\b[Bb]edankt|\b[Mm]erci|\b[Cc]omplimenten|\b[Cc]ompliment|\b[Hh]ulde|\b[Pp]luim)"
        r"(?: aan| voor| naar)? (?:jullie )?(?:collega |medewerkster |medewerker |mevrouw |meneer )?(?P<it>[A-ZÉ][a-zéëï]{2,})\b(?=[ ,.!]+(?:van|voor|die|aan|en|uit|bij|$|[,.!]))"
    ),
    "en": re.compile(
        r"\b(?:[Tt]hanks|[Tt]hank you|[Ss]hout ?-?out|[Cc]redit|[Kk]udos|[Hh]ats off)(?: so much| very much)?(?: to| for)? (?:your colleague |your |colleague )?"
        r"(?P<it>[A-Z][a-z]{2,})\b(?=[ ,.!]+(?:at|in|for|who|and|from|on|behind|$|[,.!]))"
    ),
}
"""A colleague who is thanked by first name."""

_NO_NUMBER = r"(?! ?(?:dagen|weken|uur|keer|x\b|maal|euro|min\w*|jaar|maanden|kinderen|minutes|times|hours|days|weeks|people|years|of\b))"
VEHICLE: Mapping[str, Mapping[re.Pattern[str], str]] = {
    "nl": {
        re.compile(rf"\b(?P<kind>(?i:bus|tram|metro|nachtbus|belbus|sneltram|lijn|buslijn|tramlijn|trein)) (?i:lijn |nr\.? ?|nummer )?(?P<n>\d{{1,4}})\b{_NO_NUMBER}"): "<kind> <n>",
        re.compile(r"\b(?i:vlucht) (?P<n>[A-Z]{2} ?\d{2,4})\b"): "vlucht <n>",
        re.compile(r"\b(?P<kind>(?i:trein|bus|tram|veerboot|intercity|sprinter)) (?:van|om) (?P<h>\d{1,2})[.:u](?P<m>\d{2})\b"): "de <kind> van <h>.<m> uur",
        re.compile(r"\b(?<!in )(?i:mijn|m'n|de|den|onze|deze|elke|geen|jullie|een) (?P<kind>bus|trein|tram|metro|veerboot|intercity|sprinter|nachtbus)\b"): "de <kind>",
    },
    "en": {
        re.compile(r"\b(?i:no\.? ?|number |the )(?P<n>\d{1,3}) (?P<kind>bus|tram)\b"): "the <n> <kind>",
        re.compile(rf"\b(?P<kind>(?i:bus|tram|route|train)) (?i:no\.? ?|number )?(?P<n>\d{{1,4}})\b{_NO_NUMBER}"): "<kind> <n>",
        re.compile(r"\b(?i:flight) (?P<n>[A-Z]{2} ?\d{2,4})\b"): "flight <n>",
        re.compile(r"\b(?i:the) (?P<h>\d{1,2})[.:](?P<m>\d{2})\b(?! ?(?:pm|am|euros?|%))"): "the <h>.<m>",
        re.compile(r"\b(?i:my|the|our|this|your|no|a|another) (?P<kind>bus|train|tram|ferry|coach|flight)\b(?! (?:stop|station|driver|crew|ticket|app))"): "the <kind>",
    },
}
"""What was meant to come, and how we call it; in lower case but for its letters and figures."""

PLACE: Mapping[str, Mapping[re.Pattern[str], str]] = {
    "nl": {
        re.compile(r"\b(?i:halte) (?P<it>[A-ZÉ][a-zéëï]{2,14})\b"): "aan halte <it>",
        re.compile(r"\b(?i:station) (?P<it>[A-ZÉ][a-zéëï]{2,14})\b"): "in station <it>",
        re.compile(r"\b(?i:perron|spoor) (?P<it>\d{1,2})\b"): "op spoor <it>",
    },
    "en": {
        re.compile(r"\b(?i:stop) (?P<it>[A-Z][a-z]{2,14})\b"): "at stop <it>",
        re.compile(r"\b(?P<it>[A-Z][a-z]{2,14}) (?i:station|stop)\b"): "at <it>",
        re.compile(r"\b(?i:platform) (?P<it>\d{1,2})\b"): "at platform <it>",
    },
}
"""Where it was meant to come: one name that begins with a capital, or a number."""

OFTEN: Mapping[str, Rules] = {"nl": _rules(rf"\b{_NL_TIMES}\b"), "en": _rules(rf"\b{_EN_TIMES}\b")}

LIVE: Mapping[str, Rules] = {
    "nl": _rules(
        r"(?:\b(?:ik|we|wij|en) |^|[.,!?] ?)(?:sta|staan|zit|zitten|hang|hangen|wacht|wachten)\b(?: (?:ik|we|wij|er|al|weer|nog|dus|gewoon|met)){0,4} (?:hier|nu|vast)\b",
        r"\b(?:wacht|sta|zit|hang)(?:en)?\b.{0,20}\b(?:al|nu) (?:\w+ ){0,3}(?:uur|kwartier|minuten|min)\b",
        r"\bal (?:\w+ ){0,3}(?:uur|kwartier|minuten|min)\b.{0,20}\b(?:wachten|in de wacht|aan de lijn|aan het wachten|in de kou)\b(?! ge)",
        r"\b(?:ligt|is|zijn|liggen)\b(?: (?:er|nu|weer|alweer|momenteel|opnieuw|al|heel|helemaal|de site|de app|alles)){0,3} (?:plat|down|eruit|eraf|onbereikbaar)\b",
        r"\b(?:ligt|liggen) er (?:nu |weer |alweer |al )+(?:\w+ ){0,4}(?:uit|af)\b",
        r"\b(?:op dit moment|op dit ogenblik|hier en nu|help nu|nu meteen|sta nu)\b",
        r"\b(?:vertrek\w*|vlieg\w*|moet\w*|trein|vlucht) (?:\w+ ){0,3}(?:over|binnen) (?:een|één|twee|drie|\d) (?:uur|uren|kwartier)\b",
    ),
    "en": _rules(
        r"\b(?:i'm|im|i am|we're|we are) (?:(?:still|now|just|currently|all) ){0,2}(?:standing|stuck|sat|sitting|stranded|on hold|outside|here|at the)\b",
        r"\b(?:been )?(?:waiting|on hold|queu\w+|standing|stood)\b.{0,15}\b(?:hours?|hr|mins?|minutes)\b(?: and counting| now)",
        r"\b(?:right now|as we speak|as i type|and counting|what now|currently stuck|happening now)\b",
        r"\b(?:is|are|app's|site's|website's|been)(?: (?:now|currently|still|completely|totally|all)){0,2} down\b(?! to)",
        r"\b(?:trip|flight|train|bus|leave|leaving|leaves|departs?|flying|check.?in) (?:\w+ ){0,2}in (?:an|one|two|three|\d) (?:hours?|hrs?|minutes|mins)\b",
        r"\bhello\?\?",
    ),
}
"""That it happens as the customer writes: they stand in the cold, the app is down."""

LONG_AGO: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(r"\b(?:dagen|weken|maanden|jaren|jaar|week|maand|eeuwen|gisteren|vorige)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:days?|weeks?|months?|years?|ages|yesterday|last)\b", re.IGNORECASE),
}
"""Not live after all: "zit hier al drie weken"."""

GRAVE: Mapping[str, re.Pattern[str]] = {
    "nl": re.compile(r"\b(?:overleden|overlijden|overleed|gestorven|begrafenis|uitvaart|rouw\w*|crematie|wijlen|racis\w+|discrimin\w+)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:died|death|passed (?:away|in \w+|last)|funeral|late (?:husband|wife|mother|mum|mom|father|dad)|bereave\w*|racis\w+|discriminat\w+)\b", re.IGNORECASE),
}
"""No matter for a cheerful greeting."""

SECTOR: Mapping[str, Mapping[str, Rules]] = {
    "transport": {
        "nl": _rules(r"\b(?P<it>bus(?:sen|maatschappij|chauffeur|lijn)?|trein(?:en)?|trams?|metro|halte|perron|spoor|conducteur|aansluiting|intercity|rit)\b"),
        "en": _rules(r"\b(?P<it>bus(?:es)?|trains?|trams?|tube|platform|conductor|railway|coach)\b"),
    },
    "delivery": {
        "nl": _rules(r"\b(?P<it>pak\w*|bezorg\w*|lever(?:ing|en|de|d)|geleverd|koerier\w*|bestelling|zending|postbode|track)\b"),
        "en": _rules(r"\b(?P<it>parcels?|packages?|deliver\w*|courier|shipment|tracking|orders?)\b"),
    },
    "digital": {
        "nl": _rules(r"\b(?P<it>app|website|webshop|site|inlog\w*|internet|wifi|account|foutmelding|storing|update)\b"),
        "en": _rules(r"\b(?P<it>app|web ?site|site|log ?in|internet|wi-?fi|broadband|account|error|outage|update|signal)\b"),
    },
    "place": {
        "nl": _rules(
            r"\b(?P<it>winkel\w*|kassa\w*|filiaal|vestiging|restaurant|bediening|ober|kelner|loket|balie|zaal|keuken|kamer|hotel|café|toilet\w*|wc|zwembad|parking|personeel|tafel)\b"
        ),
        "en": _rules(
            r"\b(?P<it>shops?|stores?|tills?|checkout|branch|restaurant|waiter|waitress|desk|hotel|room|caf[eé]|toilets?|pool|gym|car park|staff|table|ppl)\b"
        ),
    },
}
"""What a post is about, as far as it decides what can be asked: a bus has no branch."""

TOLD: Mapping[str, re.Pattern[str]] = {
    "when": re.compile(
        r"\b(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\w*|(?:eer)?gister\w*|van(?:daag|ochtend|morgen|middag|avond|nacht)|sinds|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|this (?:morning|afternoon|evening|week)|last (?:night|week|month)|since|"
        r"(?:vorige|afgelopen|deze) (?:week|maand|weekend)|\d{1,2}[:.h]\d{2}|\d{1,2}[/-]\d{1,2}|\d{1,2} ?(?:uur|u|am|pm)|"
        r"\d{1,2}(?:st|nd|rd|th|e|de)? (?:jan|feb|maart|march|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*|(?:al|na|for|after) \S+ (?:min|uur|dag|we|maand|hour|day|month)\w*)\b",
        re.IGNORECASE,
    ),
    "where": re.compile(
        r"\b(?i:(?:winkel|filiaal|vestiging|station|halte|lijn|zaal|kantoor|loket|shop|store|branch|platform|line|hotel|restaurant|airport|luchthaven|gate)) "
        r"(?:(?i:in|van|te|at|of) )?(?:[A-Z0-9]\w+)|\b(?:in|te|bij|vanuit|from|at|near|to|naar|tussen|between) (?:de |het |the )?[A-Z][a-z]\w+|\b[A-Z]\w+(?:straat|laan|weg|plein|street|road)\b"
    ),
    "what": re.compile(r"\b(?:iPhone|iPad|Galaxy|Pixel) ?\w+|\b[A-Z]{1,4}[- ]?\d{2,}\w*\b|\b\w+ (?:versie|version|model|type) \w+"),
    "often": re.compile(
        r"\b(?:eerste|tweede|derde|vierde|vijfde|zoveelste|[2-9]e|first|second|third|fourth|umpteenth) (?:keer|maal|time)\b|\b(?:weer|alweer|opnieuw|again|altijd|elke keer|every time|always)\b",
        re.IGNORECASE,
    ),
}
"""Where a harmless detail is told already."""

ASKS: Mapping[str, re.Pattern[str]] = {
    "when": re.compile(
        r"\b(?:welke? (?:dag|week|maand|datum|tijdstip|moment|uur|dagdeel|periode|termijn)|wanneer|hoe laat|hoe lang|sinds|vanaf|"
        r"(?:which|what|roughly what) (?:day|week|month|date|time|point)|when|what time|how long|since)\b",
        re.IGNORECASE,
    ),
    "where": re.compile(
        r"\b(?:welke? (?:winkel|filiaal|vestiging|plaats|plek|locatie|stad|regio|gemeente|station|halte|lijn)|waar\b(?! (?:het|je|ging|om|ik|we)\b)|"
        r"(?:which|what) (?:shop|store|branch|place|town|city|area|site|station|location|part of)|where)\b",
        re.IGNORECASE,
    ),
    "what": re.compile(
        r"\b(?:welke? (?:model|type|soort|variant|uitvoering|versie|toestel)|(?:which|what) (?:model|version|type|kind|make|device)|what sort)\b", re.IGNORECASE
    ),
    "often": re.compile(r"\b(?:eerste keer|voor het eerst|vaker|al eens|first time|before|more often|more than once)\b", re.IGNORECASE),
}
"""Sentences of ours that ask for a harmless detail."""

SHORT: Mapping[str, Mapping[str, str]] = {
    "nl": {"min": "minuten", "1": "één"},
    "en": {"min": "minutes", "mins": "minutes", "hr": "hour", "hrs": "hours"},
}
"""Shortened words, written out."""

NTH: Mapping[str, Mapping[str, str]] = {
    "nl": {"2e": "tweede", "3e": "derde", "4e": "vierde", "5e": "vijfde", "6e": "zesde", "2de": "tweede", "3de": "derde", "4de": "vierde"},
    "en": {"2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"},
}
_NL_COUNTED = {"2": "twee", "3": "drie", "4": "vier", "5": "vijf", "6": "zes", "7": "zeven", "8": "acht", "9": "negen"}
_EN_COUNTED = {"2": "twice", "3": "three times", "4": "four times", "5": "five times", "6": "six times"}
TIMES: Mapping[str, Mapping[str, str]] = {
    "nl": {f"{figure}{gap}{unit}": f"{word} keer" for figure, word in [*_NL_COUNTED.items(), *((w, w) for w in _NL_COUNTED.values())]
           for gap in ("", " ") for unit in ("keer", "x", "maal")},
    "en": {"two times": "twice", **{f"{figure} times": word for figure, word in _EN_COUNTED.items()}},
}
"""Numbers as one writes them in a sentence."""
# fmt: on
