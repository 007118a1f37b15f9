"""Names in a reply: whom it greets, who signs it, and whether it speaks to the right person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.review_rules import listed

Span = tuple[int, int]

# Common first names of the Netherlands, Flanders, Britain and Ireland: what tells a name from another word where
# capitals and commas do not ("sorry peter,"). A name that is missing here is still seen after "Hoi" or "Dear".
FIRST_NAMES = listed(
    """aaron abdul abigail achmed adam adrian ahmed aisha alan albert alex alexander ali alice alison amanda amber amelia
    amira amy andre andrea andrew angela anita anja anke ann anna anne anneke annelies annemarie annie anouk anthony
    anton antoinette arie arjan arnold arthur ashley astrid audrey ayse barbara barry bart bas bea beatrice becky ben
    benjamin bernadette bernard bert beth betty bianca bilal birgit bob bram brenda brian bridget britt callum carla
    carlos carmen carol caroline carolien catherine cato cecile charlie charlotte chantal cheryl chloe chris christian
    christina christine christopher cindy claire clara colin conor connor corinne corrie craig daan dagmar daisy dan
    daniel danielle danny darren dave david dawn dean debbie deborah demi denise dennis derek diana diane dick dieter dirk
    dominic donna doris dorien dylan eddy edward edwin eileen elena elise elizabeth ella ellen ellie elke els emily emma
    emre eric erica erik erwin esmee esther eva evelien evi evy faisal fatima fatma femke fenna feline fien fleur floor
    floris frank frans fred frederik freya gareth gary gavin geert geertje gemma george gerard gerda gerrit gert ghislaine
    gijs gillian graham greet greg greta griet guido guy hamza hanna hannah hannelore hans harm harry hassan heather heidi
    heleen helen helena henk henny henry herman hilde holly hugo iain ian ibrahim ilse imran ine inge ingrid irene iris
    isa isabel isabelle ivo jaap jack jacqueline jacob jade jake james jamie jan jana jane janet janine janneke jasmijn
    jasmine jason jasper jayden jean jeanette jeff jef jelle jennifer jenny jens jeremy jeroen jesse jessica jill jim jo
    joan joanne job jochem joey johan john johnny jolien jonas jonathan joost joris jos josephine joseph josh joshua joy joyce
    judith julia julie jurgen justin kaat kamal karel karen karim karin karina kasper kate katherine kathleen kathy katie
    katja katrien kay keith kelly ken kenneth kerry kevin khalid kieran kim kirsten kirsty klaas klaartje koen kris kristel
    kristof kurt lander lara larissa lars latifa laura lauren lea leanne lee leen lena leo leon leonie liam lien lies
    liesbeth lieke lieve linda lindsey lisa lize liz loes lola lore lotte louis louise luc lucas lucy luka luke luuk maaike
    maarten maddie maja marc marcel marco margaret margot margriet maria marie marieke marijke marijn marina mario marion
    marius marjan marjolein mark marleen marlies marloes marnix martha martijn martin martine mary mathijs mathilde
    matt matthew matthias maud maureen maurice max maxime megan mehmet melanie melissa menno merel mia michael michaela
    michel michelle michiel miguel mike milan mila milou miranda miriam mohamed mohammed monica monique moniek moira
    mustafa myriam nadia nadine naomi natalie natasha nathalie nathan naomi neil nele niall nick nicky nicola nicole niek
    niels niamh nigel nina noah noor noortje nora nour oliver olivia omar oscar owen pamela pascal patricia patrick paul
    paula pauline penny peter petra phil philip philippe piet pieter priya quinten rachel rachid ralf raj ramon raoul ray
    rebecca remco renate rene renee ria riccardo richard rick rik rita rob robbe robbert robert robin roel roger roland
    romy ron ronald rory rosa rosalie rose rosie rowan roy rudi rutger ruben ruth ryan saar sabine sabrina said sally sam
    samantha samir sandra sander sanne sara sarah sascha saskia scott sean selma shannon sharon sheila sien silke simon
    simone siobhan sjaak sjoerd sofia sofie sonja sophia sophie stan stefan stefanie stella stephanie stephen steve steven
    stijn stuart sue susan susanne suzanne svenja sven sylvia tamara tania tanja tara tess tessa theo thea thijs thomas
    tijn tim timo tina tine tineke tobias tom tommy tony tracy trudy twan valerie vanessa vera veerle veronique vicky
    victor victoria vincent walter wendy wesley wietse wilhelmina willem william willy wilma wim wouter xander yannick
    yasin yasmin youssef yusuf yvette yvonne zara zoe zoey"""
)

_HELLO = (
    r"(?:hoi hoi|hoi|hey+|hee+y?|hi|hai|hiya|heya|hallo|hello|dag|goedendag|goede ?(?:morgen|middag|n?avond|ndag)"
    r"|goeie?(?:morgen|middag|n?avond)|beste|geachte|lieve|dear|good (?:morning|afternoon|evening|day)|morning|afternoon"
    r"|evening)"
)
_SOFT = (
    r"(?:(?:oh |oei |ai |heel erg )?(?:sorry|excuses|bedankt|dankjewel|dank je wel|thanks|thank you|apologies|klopt))"
)
_TITLE = r"(?:de heer|heer|mevrouw|meneer|mijnheer|mevr\.?|mw\.?|dhr\.?|dr\.?|mr\.?|mrs\.?|ms\.?|miss|familie|fam\.?)"
_START = re.compile(
    rf"[^\w@]{{0,5}}(?P<handle>(?:@\w{{1,40}}\W{{1,3}})*)"
    rf"(?:(?P<hello>{_HELLO})(?!\w)(?:\s+(?:daar|there|again|weer|nogmaals))?\s*,?\s*|(?P<soft>{_SOFT})\s)?"
    rf"(?P<title>{_TITLE}(?!\w)\s*)?"
)
_SMALL = r"(?:van|de|der|den|het|ter|ten|te|la|le|el|al|von|'t|du|da|dos|di|d')"
_NAME = re.compile(
    rf"(?:[^\W\d_a-z]\.\s?)*(?P<first>(?:{_SMALL}\s+){{0,3}}[^\W\d_a-z][\w'’-]*)"
    rf"(?P<more>(?:\s+(?:(?:en|and|&|{_SMALL})\s+){{0,3}}[^\W\d_a-z][\w'’-]*){{0,2}})"
)
_LOWER_NAME = re.compile(r"(?P<first>[^\W\d_]{2,20})(?=\s*[,!\n])")
_NOBODY = re.compile(r"(?:[a-z]+\s?){1,3}(?=[,!\n])")
_NO_NAMES = listed(
    """allemaal all there daar team klant klanten customer customers client guest gast reiziger reizigers traveller
    lezer fan fans folks guys everyone everybody iedereen mensen buur buurman buurvrouw beste lieve dear heer mevrouw
    meneer sir madam wat what dat dit that this the het een we wij wij ik i je u your sorry helaas unfortunately bedankt
    thanks dank thank dankjewel dankuwel excuses apologies oei oeps oh ah ai hmm ja nee yes no ok oke okay goed good fijn
    great leuk nice top super jammer vervelend balen begrijpelijk natuurlijk tuurlijk of course klopt inderdaad indeed
    hier here nu now please alsjeblieft graag gelukkig welkom welcome groet groeten groetjes mvg regards best cheers
    webcare klantenservice support service care medewerker nederland belgie vlaanderen naam klantnaam name voornaam both
    beiden again weer nogmaals hoe how waar where wanneer when kun kunt can could would will is are was heb have zo so
    onze our mijn my jouw uw dm pb pm for voor to te om and en but maar because omdat if als er op in at met with bij
    horen lezen ongemak gemist liefs greetings hoi hey hi hallo hello dag goedemorgen goedemiddag goedenavond man vriend
    mate fair point update vandaag morgen today tomorrow zondag maandag dinsdag woensdag donderdag vrijdag zaterdag monday
    tuesday wednesday thursday friday saturday sunday"""
)


@dataclass(frozen=True, slots=True)
class Greeting:
    """How a reply begins: its span, the name that it greets (as written) with its place, and a handle.

    `titled`: "mevrouw" and the like stand before the name. `sure`: the name is set apart by a comma or a line end.
    """

    span: Span
    name: str | None = None
    name_span: Span = (0, 0)
    titled: bool = False
    sure: bool = False
    handle: str | None = None
    handle_span: Span = (0, 0)


def greeting_of(reply: str, plain: str) -> Greeting | None:
    """The greeting at the start of `reply` (`plain` is the same text in plain form), if there is one."""
    start = _START.match(plain)
    if start is None:
        return None
    said = start["hello"] or start["title"]
    name = _name_at(reply, plain, start.end(), called=not said or plain[: start.end()].rstrip().endswith(","))
    handle = re.search(r"@\w+", start["handle"])
    if not (name or handle or said):
        return None
    nobody = _NOBODY.match(plain, start.end()) if said and not name else None
    if nobody and not _NO_NAMES.issuperset(nobody.group().split()):
        nobody = None
    end = name[1] if name else nobody.end() if nobody else start.end() if said else start.end("handle")
    return Greeting(
        span=(0, _past_comma(plain, end)),
        name=" ".join(reply[slice(*name)].split()) if name else None,
        name_span=name or (0, 0),
        titled=bool(start["title"]),
        sure=bool(name) and plain[end:].lstrip(" ")[:1] in {",", "!", ".", "\n", "", "-", "–", ":"},
        handle=handle.group() if handle else None,
        handle_span=(start.start("handle") + handle.start(), start.start("handle") + handle.end())
        if handle
        else (0, 0),
    )


def _name_at(reply: str, plain: str, place: int, called: bool) -> Span | None:
    """The name that stands at `place`; where nothing greets before it (`called`), it must be known or be set apart."""
    name = _NAME.match(reply, place)
    if name and plain[slice(*name.span("first"))].rsplit(maxsplit=1)[-1] not in _NO_NAMES:
        end = name.end("first")
        for more in re.finditer(r"\S+", reply[slice(*name.span("more"))]):
            if plain[name.start("more") + more.start() : name.start("more") + more.end()] in _NO_NAMES - {
                "en",
                "and",
            }:
                break
            end = name.start("more") + more.end()
        known = plain[slice(*name.span("first"))].split(maxsplit=1)[0] in FIRST_NAMES
        apart = plain[end:].lstrip()[:1] in {",", "!"}
        if not called or (known and apart) or (apart and place and plain[place - 1] == " "):
            return name.start(), end
    lower = _LOWER_NAME.match(plain, place)
    return lower.span("first") if lower and lower["first"] in FIRST_NAMES else None


def _past_comma(text: str, place: int) -> int:
    """The place behind the comma, dash or exclamation mark that closes a greeting."""
    closed = re.compile(r"[\s]*[,!.:–—-]*\s*").match(text, place)
    return closed.end() if closed else place


_WORD = r"[^\W\d_a-z](?:[\w'’-]+|\.)?"
_CAPITAL = rf"{_WORD}(?:[ ]+(?:(?:van|de|der|den|von)[ ]+){{0,2}}{_WORD}){{0,2}}"
_WHO = rf"(?P<name>{_CAPITAL})"
_AFTER = (
    r"(?:[ ,]*(?:[|/@(·-]|van|from|at|bij|uit|in|namens|on behalf of|en|and)\s*[^\n.!?]{0,50}|,\s*[^\n.!?,]{2,40})?"
)
_TAIL = r"(?:\s*x{1,3})?[\s.)!]*(?:[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\s]*)(?:\(?\d ?/ ?\d\)?)?\s*$"
_LINES = r"(?:\s*\n[^\n]{0,60}){0,3}"
_CLOSING = (
    r"(?:(?:met )?(?:vriendelijke |hartelijke |warme |lieve |fijne )*groet(?:en|jes)?|groetjes|gr\.?|mvg\.?|liefs|hartelijks"
    r"|tot (?:snel|dan|gauw|straks|ziens)|(?:fijne|prettige|mooie) (?:dag|avond|middag|weekend)|(?:see you|speak|talk) (?:soon|then)|until then|have a (?:good|great|lovely|nice) (?:\w+)|(?:(?:kind|best|warm|many)(?:est)? )*(?:regards|wishes)|cheers|thanks|many thanks|best|sincerely|yours"
    r"(?: sincerely| truly)?|all the best|take care|love|bedankt|alvast bedankt|dank(?: je| u)?(?: wel)?|x+)"
)
_TEAM = r"(?i:het|the|team|je|jullie|your|our|ons|webcare|klantenservice)(?!\w)"
_SIGNATURES = (
    re.compile(rf"(?<![^\s.!?])[\^~*/]+\s?(?P<name>[^\W\d_][\w'’.-]*){_AFTER}{_TAIL}"),
    re.compile(rf"(?<=[\s.!?])[-–—]{{1,2}}\s?{_WHO}{_AFTER}{_TAIL}"),
    re.compile(rf"(?<=[\s.!?])[-–—]{{1,2}}\s?(?P<name>[a-z]{{2,15}})(?: [a-z]{{2,15}})?{_TAIL}"),
    re.compile(rf"(?<!\w)(?i:{_CLOSING})(?!\w)\s*[,!:-]*\s*(?i:(?:van|from) )?{_WHO}{_AFTER}{_LINES}{_TAIL}"),
    re.compile(rf"(?<!\w)(?i:{_CLOSING})(?!\w)\s*[,!:-]*\s*(?P<name>[a-z]{{2,15}}){_TAIL}"),
    re.compile(rf"(?<!\w)(?i:{_CLOSING})(?!\w)\s*[,!:-]*\s*(?:(?:van|from)\s)?(?P<name>{_TEAM}[^\n.!?]{{0,40}}){_TAIL}"),
    re.compile(rf"(?:(?<=[.!?…\n])|(?<=\W[\U0001f300-\U0001faff]))\s*{_WHO}(?:\s*[,|/@(·-]+|\s+(?:van|from|at|bij|of)(?!\w)){_AFTER}"
               rf"[^\n.!?]{{0,50}}{_TAIL}"),
    re.compile(rf"(?:(?<=[.!?…\n])|(?<=[\U0001f300-\U0001faff]))\s*{_WHO}{_TAIL}"),
)  # fmt: skip
_INTRODUCED = re.compile(
    r"(?<!\w)(?:[Jj]e spreekt met|[Uu] spreekt met|[Mm]et|[Hh]ier|[Hh]ier is|[Mm]ijn naam is|[Ii]k ben|[Tt]his is|I'm|I’m|"
    r"[Mm]y name(?:'s| is|’s)) [A-ZÀ-Ý][\w-]+ (?:van|from|bij|at|hier|here|of|uit)(?!\w)"
    r"|(?<!\w)[A-ZÀ-Ý][\w-]+ (?:here|hier)(?:[,.!]| (?:from|van|at|bij)(?!\w))|(?<!\w)[Mm]y name(?:'s| is) [A-Z]|[Mm]ijn naam is [A-Z]"
)
_NO_PERSON = listed(
    """team het the de webcare webcareteam klantenservice customer customers support service care socialmedia social your
    jullie onze our ons us klantenteam helpdesk team- redactie hoi dag tot"""
)


@dataclass(frozen=True, slots=True)
class Signature:
    """How a reply ends: its span, and the person's name in it (none when only a team signs)."""

    span: Span
    name: str | None


def signature_of(reply: str, customer: frozenset[str]) -> Signature | None:
    """The signature at the end of `reply`, if there is one. `customer`: the names that the customer goes by."""
    start = max(0, len(reply) - 160)
    for pattern in _SIGNATURES:
        for hit in pattern.finditer(reply, start):
            first = hit["name"].lower().split()[0].rstrip(".")
            brand = re.search(r" (?:van|from|at|bij) |[|/(]", hit.group()) is not None
            if (first in customer and not brand) or (first in _NO_NAMES and first not in _NO_PERSON):
                continue
            team = first in _NO_PERSON or (first not in FIRST_NAMES and _OFFICE.search(hit["name"]))
            return Signature((hit.start(), len(reply)), None if team else hit["name"])
    return _own_closing(reply, customer)


_OFFICE = re.compile(
    r"(?i:afdeling|dienst|gemeente|meldpunt|contact|station|balie|beheer|directie|department|office|desk|council|team|customer|service)"
)
_LAST_WORDS = re.compile(
    rf"(?<=[.!?]\s)(?P<closing>[^.!?\n]{{3,60}}),\s+{_WHO}(?:,[^.!?\n]{{2,40}}| (?:van|of|from) [^.!?\n]{{2,40}})?\s*$"
)


def _own_closing(reply: str, customer: frozenset[str]) -> Signature | None:
    """A name after a closing in the writer's own words: "With every good wish, Constance"."""
    hit = _LAST_WORDS.search(reply)
    if hit is None or len(hit["closing"].split()) > _LONGEST_CLOSING or _OFFICE.search(hit["name"]):
        return None
    first = hit["name"].lower().split()[0].rstrip(".")
    known = first in FIRST_NAMES or _GREETS.search(hit["closing"])
    return Signature((hit.start(), len(reply)), hit["name"]) if known and first not in customer | _NO_NAMES else None


_GREETS = re.compile(
    r"(?i:groet|wens|zoen|liefs|medeleven|excuses|schaamte|namens|goeds|geluk|plezier|reis|avond|dag|keer|wish|sympathy|apolog|condolence|regard|winds|time|best|soon|behalf|then)"
)


_LONGEST_CLOSING = 9  # words


def introduced(reply: str) -> bool:
    """Whether the writer gives their name on the way ("Anna hier", "I'm Tom from Acme")."""
    return _INTRODUCED.search(reply) is not None
