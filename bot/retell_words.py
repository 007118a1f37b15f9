"""The words by which `retell.py` knows what may be told back to a customer, and how the persons in it are turned round."""

from __future__ import annotations

import re


def _listed(words: str) -> str:
    """Words with bars between them, over several lines, as one expression."""
    return "|".join(" ".join(words.split()).split(" | "))


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_listed(words)})(?!\w)", re.IGNORECASE)


def _start(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_listed(words)})(?!\w)", re.IGNORECASE)


def _end(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_listed(words)})$", re.IGNORECASE)


WEIGHT, WEIGHT_BEFORE = 2.5, 3.0
"""How telling a clause has to be: a number and a thing that happened, say; the second where nothing in it is amiss."""

# fmt: off
_BEFORE_EN = r"""
        and | but | so | because | cos | well | hi | hello | hey | dear | ok | okay | update | edit | ps | honestly |
        seriously | also | yes | no | great | nice | cheers | wow | right | look | basically"""
_BEFORE_NL = r"""
        en | maar | want | dus | ja | nou | goh | hallo | hoi | dag | beste | hey | hi | ok | oke | oké | amai | allez |
        zeg | serieus | top | fijn | leuk | mooi | zo | tja | zucht | pff* | update | edit | ps"""
BEFORE_IT = {
    "nl": re.compile(rf"^(?:(?:{_listed(_BEFORE_NL)})\b[ ,.!:]+)+", re.IGNORECASE),
    "en": re.compile(rf"^(?:(?:{_listed(_BEFORE_EN)})\b[ ,.!:]+)+", re.IGNORECASE),
}
"""What stands before what is told."""

OPENS_WITHOUT = {
    "nl": _start(r"""
        dat | die | dit | deze | dees | da | hij | zij | ze | hun | hen | er | het is | het was | t is | 't is | daar |
        daarom | zulke? | zo'n | volgens | wie | wat | waarom | hoe | waar | wanneer | welke? | of | als | wel | niet |
        geen idee | laat | doe | kijk | geef | bel | stuur | regel | zet | stop | los | zorg | graag | iemand | niemand
        (?:die|wil|zou) | dan | toen | ook | anders | verder | ondanks | maar | terwijl | omdat | aan (?:de|het) | met
        vriendelijke | groet\w* | mvg | bedankt | dank | merci | alleen | gewoon | misschien | sorry | waarbij | waarna
        | zodat | alsof | eentje | haar | zijn"""),
    "en": _start(r"""
        that | this | these | those | it | it's | its | he | she | they | them | there | which | who | what | why | how
        | where | when | if | or | not | just | please | pls | then | like | would | could | can | do | does | did | is
        | are | was | were | same | apparently | thanks | thank | regards | maybe | imagine | someone | fix | sort |
        give | tell | let | stop | get | have a | avoid | don't | never (?:again|buy|use|order) | only | even | though |
        although | unless | while | until | except | meanwhile | otherwise | her | his | their | none of (?:it|them) |
        both | one of them | turns out | kind regards | yours | sincerely | another | nor | well | two stars? | one star
        | \d stars?"""),
}
"""How a clause begins that needs what stood before it, or asks for something."""

NOT_OURS_TO_SAY = {
    "nl": _any(r"""
        (?:hier|daar|er)(?:op|van|mee|voor|naar|over|in|uit|aan|bij|door|tegen|toe) | koorts | jullie | jij | jou | jouw
        | je | u | uw | gij | ge | ulle | ulder | men | zij | ze | hij | hem | haar | hun | hen | zijn naam | diens |
        iemand | advocaat | rechter | rechtbank | politie | aangifte | ombuds\w* | consumentenbond | test-?aankoop |
        kassa | radar | krant\w* | journalist\w* | pers | tv | opzeg\w* | overstap\w* | weg bij | concurrent\w* | nooit
        meer | laatste keer | klant af | geen klant | boycot\w* | oplicht\w* | dief\w* | dieven | diefstal | gestolen |
        bedrog | bedrieg\w* | leugen\w* | liegen | gelogen | racis\w* | discrimin\w* | ziek\w* | kanker | dood\w* |
        overleden | gestorven | begrafenis | zwanger | gewond | bloed\w* | schuld(?:en)? | uitkering | dokter | arts |
        diabet\w* | insuline | medicijn\w* | depress\w* | kapot van | huil\w* | zelfmoord | god\w* | kut\w* | klote\w* |
        shit\w* | verdomme | fuck\w* | tering\w* | tyfus\w* | lul\w* | hoer\w* | idioo?t\w* | debie?l\w* | stelletje |
        prutser\w* | amateur\w* | sukkel\w* | clown\w* | gedver\w* | zogenaamd\w* | zogezegd\w* | weer eens | lekker |
        leuk | top | super | bravo | chapeau | proficiat | dank\w* | merci | haha\w* | lol | hoop | hopelijk | wil |
        wilt | zou | zullen | zal | gaan | ga | vind | denk | snap | begrijp | verwacht | eis | vraag me | weet | zeg |
        bedoel | geloof | mag | mogen | moet | moeten | madam\w* | meneer | mevrouw | gast | man | kerel | vent |
        boekhouder | notaris | eigenlijk | woon | woont | natuurlijk | tuurlijk | eens | weeral | nie | ni | da | nen |
        wa | dees | den | kweenie | tis | ma | efkes | k"""),
    "en": _any(r"""
        you | your | yours | you're | you've | u | ur | ye | yer | yous | y'all | they | them | their | they're |
        they've | they'd | he | him | his | he's | she | her | she's | someone | somebody | lawyer | solicitor | court |
        police | sue | legal | ombudsman | watchdog | trading standards | newspaper | journalist | reporter | press | tv
        | cancel\w* | switch\w* | leaving | competitor\w* | never again | last time | boycott | scam\w* | thie\w* |
        theft | stolen | stole | fraud\w* | lie[ds]? | lying | liar\w* | rac\w*ist\w* | racism | discriminat\w* | sick |
        ill | cancer | dead | died | death | funeral | pregnant | injur\w* | blood\w* | debt\w* | benefits? | doctor |
        hospital | diabet\w* | insulin | medicine | meds | depress\w* | cry\w* | cried | suicid\w* | god | fuck\w* |
        shit\w* | bloody | damn\w* | crap\w* | arse\w* | ass | wtf | bastard\w* | idiot\w* | moron\w* | clown\w* |
        muppet\w* | useless | joke | pathetic | lovely | brilliant | fantastic | cheers | thanks? | haha\w* | lol | lmao
        | hope | hopefully | will | i'll | we'll | would | i'd | going to | gonna | think | guess | understand | expect
        | demand | wonder | know | believe | mean | suppose | should | must | may | might | maybe | sarcas\w* | guy |
        bloke | chap | girl | woman | man | feller | fella | going | yes | btw | stucked | am | actually | anyway | mum
        says | mate | lads? | bruh | bro | dude | omg | ffs | smh | fault"""),
}
"""Names for the brand, third persons, threats, scolding, private matters, opinions and plans: none of it is told back."""

FEELING = {
    "nl": _any(r"""
        schand\w* | belachelijk\w* | slecht\w* | waardeloos\w* | waardeloze | dramatisch\w* | ongelo[fo]\w* | absurd\w*
        | verschrikkelijk\w* | vreselijk\w* | walgelijk\w* | respectloos\w* | teleurgesteld\w* | teleurstell\w* | boos |
        kwaad | woest | het zat | beu | moe | gefrustreerd\w* | frustr\w* | irrita\w* | ergerlijk\w* | ergens op | spijtig |
        jammer | blij | tevreden | onacceptabel\w* | onvoorstelbaar\w* | eerlijk gezegd | echt | gewoonweg | serieus |
        triestig\w* | triest\w* | armoe\w* | asociaal\w* | pijn\w* | stom\w* | dom\w* | lelijk\w* | flauw\w* | normaal"""),
    "en": _any(r"""
        disgust\w* | disgrace\w* | terrible | awful | appalling | horrible | horrendous | ridiculous | unacceptable |
        shocking | shambles | rubbish | worst | poor | dreadful | outrageous | disappoint\w* | angry | annoy\w* |
        furious | fuming | fed up | frustrat\w* | unbelievable | insult\w* | embarrass\w* | happy | glad | sad | sorry |
        sick of | tired | stupid | silly | dumb | mess | awkward | rude | hate | love | loved | not on | fever | normal
        | really | literally | honestly | absolutely"""),
}
"""What the customer feels about it; a reply says that in words of its own."""

_NUMBERS_NL = r"\d+|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|anderhal(?:f|ve)|halve?|dubbel\w*|eerste|tweede|derde|vierde|vijfde"
_NUMBERS_EN = r"\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twice|double|second|third|fourth|fifth"
_UNITS_NL = _listed(r"""
        uur | uren | minuten | min | kwartier | dag | dagen | week | weken | maand | maanden | jaar | keer | maal | euro
        | maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag | zondag | gisteren | vanmorgen | vanochtend |
        vandaag | januari | februari | maart | april | mei | juni | juli | augustus | september | oktober | november |
        december""")
_UNITS_EN = _listed(r"""
        hours? | minutes? | mins? | days? | weeks? | months? | years? | times | quid | monday | tuesday | wednesday |
        thursday | friday | saturday | sunday | yesterday | morning | today | january | february | march | april | june
        | july | august | september | october | november | december""")
TELLING = {
    "nl": ((_any(_NUMBERS_NL), 1.5), (_any(_UNITS_NL), 1.0), (_any(r"""
        ge\w{3,}(?:d|t|en) | ver\w{3,}(?:d|t|en) | be\w{3,}(?:d|t) | \w+ge\w{2,}(?:d|t|en) | kreeg | kwam | was | werd |
        stond | zat | lag | ging | bleek | kon | werkt | doet | staat | komt | ligt | blijft | valt | sluit | laadt"""), 1.0),
           (_any(r"""
        niet | geen | niks | niets | nooit | nergens | niemand | zonder | nog (?:altijd|steeds) | alweer | opnieuw |
        toch | terwijl | in plaats van | te laat | stuk | kapot | leeg | kwijt | fout\w* | verkeerd\w*"""), 1.0),
           (_any(r"""
        mijn | m'n | mn | ik"""), 0.5)),
    "en": ((_any(_NUMBERS_EN), 1.5), (_any(_UNITS_EN), 1.0), (_any(r"""
        \w{3,}ed | got | came | went | was | were | sent | paid | took | broke | left | stood | sat | told | said |
        bought | arrived | works? | keeps? | shows? | says | stopped | stuck | missing"""), 1.0),
           (_any(r"""
        not | no | nothing | never | nobody | nowhere | without | still | again | instead | late | broken | empty |
        wrong | missing | \w+n't"""), 1.0),
           (_any(r"""
        my | i | i've | we"""), 0.5)),
}
"""What makes a clause telling, and how much."""

WRONG = {lang: rules[3][0] for lang, rules in TELLING.items()}
"""What says that something is not as it should be."""

ENDS_OPEN = {
    "nl": _end(r"""
        de | het | een | en | of | maar | dat | die | van | voor | met | om | te | naar | bij | als | want | dus | omdat
        | ofzo | hoor | he | hé | zeker | toch"""),
    "en": _end(r"""
        the | a | an | and | or | but | that | which | of | for | with | to | at | from | because | so | as | btw | tho
        | though | innit | eh | right | is | are | was | am"""),
}
"""How a clause ends that goes on, or turns to somebody."""
# fmt: on

SUBORDINATE = frozenset(
    {"dat", "omdat", "terwijl", "toen", "waar", "die", "sinds", "nadat", "voordat", "waarop", "wat", "als", "of"}
)

DUTCH_PRESENT = {
    "heb": "hebt", "ben": "bent", "sta": "staat", "zit": "zit", "wacht": "wacht", "krijg": "krijgt", "betaal": "betaalt",
    "kom": "komt", "zie": "ziet", "hoor": "hoort", "lees": "leest", "blijf": "blijft", "woon": "woont", "werk": "werkt",
    "gebruik": "gebruikt", "bel": "belt", "kan": "kunt", "rij": "rijdt", "rijd": "rijdt", "neem": "neemt", "loop": "loopt",
    "koop": "koopt", "bestel": "bestelt", "probeer": "probeert", "vraag": "vraagt", "mail": "mailt", "hang": "hangt", "lig": "ligt",
}  # fmt: skip
"""Verbs of "ik" and how they end with "je" and "u"; after the verb "je" takes no t."""

DUTCH_PAST = re.compile(
    r"was|had|zat|stond|kreeg|moest|kon|wou|wilde|mocht|kwam|ging|deed|zag|vroeg|kocht|dacht|liep|reed|las|schreef|gaf|vond|bleef|zei|nam"
    r"|lag|keek|werd|hing|sprak|wist|trok|bracht|koos|verloor|vertrok|ontving|begon|\w{2,}(?:de|te)"
)

ENGLISH_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "my": "your", "me": "you", "mine": "yours", "myself": "yourself",
    "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "our": "your", "us": "you", "ours": "yours",
    "ourselves": "yourselves", "im": "you're", "ive": "you've",
}  # fmt: skip
