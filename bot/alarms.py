"""Words that ring the alarm whatever the NLU makes of a post: violence announced, aids that keep somebody alive, brakes.

Such posts are rare, so that the NLU has seen few and may read them as service or a question. The rules are narrow: of the
training posts that name such an aid in a complaint 19 of 20 are critical, and all that announce violence.
"""

from __future__ import annotations

from bot.labels import NOT_COMPLAINTS
from bot.signals import any_of

_VIOLENCE = any_of(
    r"(?:sla|steek|schiet|maak|knal|trap|vermoord)(?:en)? (?:ik |we |wij )?(?:je|jou|jullie|hem|haar|hen|ze|die|dat|de|uw|een van) (?:\w+ ){0,4}(?:neer|dood|kapot|verrot|in elkaar|tegen de grond|overhoop)",
    r"(?:ik|we) (?:kom|komen) (?:\w+ ){0,4}met (?:een )?(?:mes|bijl|hamer|honkbalknuppel|benzine|pistool|wapen)",
    r"(?:steek|steken|zet|zetten) (?:\w+ ){0,5}in (?:de )?(?:fik|brand)", r"(?:blaas|blazen) (?:\w+ ){0,4}op",
    r"(?:weet|weten) (?:ik |we |wij )?waar (?:je|jij|jullie|hij|zij|ze|die \w+) (?:woont|wonen|woon|slaapt|parkeert)",
    r"doodsbedreig\w*", r"(?:gaat|gaan|moet|moeten) (?:\w+ ){0,3}bloed (?:vloeien|zien)", r"jullie gaan eraan",
    r"(?:sla|slaan|krijg\w*|geef) (?:\w+ ){0,4}op (?:zijn|haar|jullie|je|hun) (?:bek|smoel|muil|gezicht)",
    r"(?:i'?ll|i will|i'?m going to|gonna|we'?ll) (?:\w+ ){0,3}(?:kill|stab|shoot|beat (?:\w+ )?up|smash (?:\w+ )?(?:face|head)|burn (?:\w+ ){0,4}down|punch) ?\w*",
    r"(?:know|found out) where (?:you|he|she|they|your \w+|that \w+) (?:lives?|sleeps?|parks?)", r"death threats?",
    r"watch your back", r"(?:come|coming) (?:\w+ ){0,3}with a (?:knife|bat|hammer|gun|axe)",
)  # fmt: skip
_AIDS = any_of(
    r"zuurstof(?:apparaat|toestel|concentrator|fles|tank)\w*", r"beademing\w*", r"insulinepomp\w*", r"pacemaker\w*",
    r"(?:sonde|dialyse|reanimatie)(?:apparaat|toestel|pomp|machine)\w*", r"hart(?:monitor|bewaking)\w*", r"alarmknop\w*",
    r"personenalarm\w*", r"halsalarm\w*", r"epipen\w*", r"(?:apneu|cpap)\w*", r"oxygen (?:machine|concentrator|tank|supply|bottle)s?",
    r"insulin pump\w*", r"feeding (?:tube|pump)\w*", r"defibrillator\w*", r"panic (?:button|alarm)\w*", r"pendant alarm\w*",
    r"epi-?pens?", r"cpap",
)  # fmt: skip
_IN_MOTION = any_of(
    r"(?:gordel|beugel|harnas|veiligheidsbeugel)s? (?:\w+ ){0,4}(?:los|open|niet (?:vast|dicht)|kapot|stuk)",
    r"remmen (?:\w+ ){0,4}(?:weigerden|uitgevallen|begaven|vielen uit|deden het niet|werkten niet|werken niet|kapot)",
    r"deur(?:en)? (?:\w+ ){0,3}open (?:\w+ ){0,3}(?:terwijl|tijdens|onder het) (?:\w+ ){0,3}rijden",
    r"(?:reed|rijdt) (?:\w+ ){0,4}met (?:\w+ )?open deur\w*", r"(?:voor)?vork (?:\w+ ){0,2}(?:brak|gebroken|afgebroken)",
    r"(?:seat ?belt|lap bar|harness|restraint|safety bar)s? (?:\w+ ){0,4}(?:open\w*|loose|undone|unlatched|broke\w*|fail\w*|not lock\w*)",
    r"brakes? (?:\w+ ){0,3}(?:fail\w*|gave out|didn'?t work|stopped working|gone)",
    r"doors? (?:\w+ ){0,3}open(?:ed)? (?:\w+ ){0,3}(?:while|during) (?:\w+ ){0,3}(?:mov\w+|driv\w+|journey|ride)",
    r"steering (?:\w+ ){0,3}(?:lock\w*|fail\w*|went)",
)  # fmt: skip

_HAPPENING = any_of(
    r"ontspoord\w*", r"ontspoort", r"vechtpartij\w*", r"steekpartij\w*", r"schietpartij\w*", r"flauwgevallen", r"bewusteloos\w*", r"gereanimeerd", r"reanimatie",
    r"hartaanval", r"hartstilstand", r"(?:astma|epilepsie|paniek)[- ]?aanval", r"(?:kan|kon|kreeg|krijgt) (?:\w+ ){0,2}(?:geen adem|niet ademen)", r"mensen (?:\w+ ){0,3}(?:panikeren|in paniek)",
    r"(?:ligt|liggen|lag|lagen) (?:\w+ ){0,4}(?:op de grond|bloedend|gewond)", r"aangereden", r"onder de (?:tram|trein|bus|metro)", r"van de trap gevallen", r"(?:bel|belde|gebeld) (?:\w+ ){0,2}(?:112|ambulance)",
    r"(?:kom|komen) (?:ik |we )?(?:persoonlijk|zelf) (?:\w+ ){0,6}(?:meemaken|zien wat|beleven)", r"uit (?:de|het) (?:bus|tram|trein|winkel) (?:geduwd|gegooid|gesleurd|getrokken)",
    r"derailed", r"stabbing", r"unconscious", r"collapsed", r"passed out", r"heart attack", r"cardiac arrest", r"asthma attack", r"can'?t breathe", r"couldn'?t breathe", r"people (?:are )?panicking",
    r"(?:lying|laying) on the (?:floor|ground)", r"hit by (?:a|the|your) (?:\w+ ){0,2}(?:bus|tram|train|van|car)", r"pushed (?:\w+ ){0,3}(?:off|out of) (?:the|a|your) (?:bus|tram|train)", r"fight (?:has )?(?:broke|broken|breaking) out",
)  # fmt: skip
_WRONG = any_of(
    r"niet", r"geen", r"zonder", r"kapot", r"stuk", r"leeg", r"storing", r"uitgevallen", r"valt uit", r"dringend", r"spoed",
    r"not", r"isn'?t", r"no", r"without", r"broken", r"dead", r"empty", r"failed", r"stopped", r"urgent\w*",
)  # fmt: skip
"""In what is read as a question: that something is amiss, not just that somebody wants to know."""

_TROUBLE = any_of(
    r"w[eé][eé]r", r"alweer", r"opnieuw", r"nog (?:steeds|altijd)", r"te laat", r"vertraging", r"staking", r"storing", r"kapot", r"kwijt", r"uitgevallen", r"wachten",
    r"again", r"still", r"late", r"delay(?:ed|s)?", r"broken", r"cancel(?:led|ed)", r"waiting", r"lost", r"another (?:hour|half hour|\d+ minutes)",
)  # fmt: skip


def names_trouble(text: str) -> bool:
    """Whether a post names something that goes wrong: praise with sarcasm in it is then most likely none."""
    return bool(_TROUBLE.search(text))


def rings(text: str, kind: str) -> bool:
    """Whether the words of a post that was read as `kind` (a key of TYPES) ring the alarm: somebody looks before a reply."""
    if _VIOLENCE.search(text) or (kind != "praise" and _HAPPENING.search(text)):
        return True
    complains = kind not in NOT_COMPLAINTS or (kind == "question" and _WRONG.search(text))
    return bool(complains and (_AIDS.search(text) or _IN_MOTION.search(text)))
