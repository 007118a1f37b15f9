"""Questions that are recognised for certain, by their words: what is asked stands in the case, in the settings, or nowhere.

Precision comes first: a question counts only where all of it is one of these, so that anything more goes to the NLU. Case,
accents, punctuation, words that add nothing, and a slip in a longer word do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from bot.context import Rarity


@dataclass(frozen=True, slots=True)
class Sure:
    """What is asked (a key of `RULES`), in which language, and about which platform ("" where none is named)."""

    kind: str
    lang: str
    platform: str = ""


_MOST_WORDS = 20
_SLIP_FROM = 5
"""Letters of a word in which a slip is mended."""

_SAY_NOTHING = frozenset({
    "eigenlijk", "even", "effe", "ff", "nou", "ook", "dan", "maar", "en", "toch", "misschien", "gewoon", "aub", "alsjeblieft",
    "alstublieft", "svp", "wel", "hoor", "vraagje", "hoi", "hey", "hallo", "ha", "dus", "ok", "oke", "meelezer",
    "please", "pls", "just", "actually", "and", "so", "but", "hi", "hello", "well", "really", "then",
})  # fmt: skip
"""Words that are left out wherever they stand."""

_PLATFORM = re.compile(
    r"\b(?P<where>op|via|bij|voor|on|for|at) (?:een |a |the |de )?(?:(?P<x>x|twitter)|(?P<facebook>facebook|fb)|(?P<instagram>instagram|insta)"
    r"|(?P<linkedin>linkedin)|(?P<google_review>google(?: reviews?)?|reviews?)|(?P<trustpilot>trustpilot))\b"
)

_NL = {
    "wij": "(?:ik|we|wij|je|men)",
    "dit": "(?:dit|dat|het|deze|die|hem|dees|da|(?:dit|het|dat) (?:bericht|antwoord|ding)|(?:deze|die|de) (?:post|reactie|klacht|zaak|tekst|review))",
    "klant": "(?:hij|zij|ze|hem|haar|die|(?:de |die |deze |dezelfde )?(?:klant|schrijver|man|vrouw|persoon|mevrouw|meneer))",
    "vandekracht": "(?:van|vd) (?:de|die|onze|een|mijn|het|dat|deze) (?:bus|trein|tram)?(?:chauffeur|bestuurder|machinist|conducteur|controleur"
    "|monteur|bezorger|koerier|postbode|medewerker|medewerkster|collega|verkoper|verkoopster|bediende|verpleegkundige|arts|dokter)",
    "kracht": "(?:de|die|onze|een|deze) (?:bus|trein|tram)?(?:chauffeur|bestuurder|machinist|conducteur|controleur|monteur|bezorger|koerier"
    "|postbode|medewerker|medewerkster|collega|verkoper|verkoopster|bediende|verpleegkundige|arts|dokter)",
    "naam": "(?:de )?(?:volledige )?(?:naam|voornaam|achternaam|gegevens|telefoonnummer|personeelsnummer)(?: (?:nummer|voornaam|telefoonnummer))?",
    "pers": "(?:de pers|pers|een journalist|journalist|die journalist|de krant|een krant|de media|een redacteur|een verslaggever|de vrt|de nos|vtm|het journaal)",
    "watnu": "(?: (?:wat (?:nu|doe ik|zeg ik|moet ik doen|antwoord ik)|mag dat|mag ik die geven|geef ik die|doen we dat))?",
    "bon": "(?:een |n )?(?:bon|bonnetje|waardebon|tegoedbon|cadeaubon|kortingsbon|voucher|korting|kortingscode|vergoeding|compensatie"
    "|tegemoetkoming|bloemetje|cadeautje|cadeau|geste)",
    "geven": "(?: (?:geven|aanbieden|beloven|sturen|voorstellen|toezeggen))",
    "antwoorden": "(?:antwoorden|reageren|een antwoord geven|een antwoord plaatsen)",
    "gedaan": "(?:gereageerd|geantwoord|beantwoord|gereageert|opgepakt|opgenomen)",
    "taal": "(?: (?:naar|in) (?:het )?(?:nederlands|engels|frans|duits|spaans|pools|turks|arabisch|italiaans))?",
}
_EN = {
    "we": "(?:i|we)",
    "this": "(?:this|that|it|(?:this|the|that) (?:post|reply|answer|one|complaint|case|text|comment|message|review))",
    "they": "(?:he|she|they|him|her|them|(?:the |this |that |same |the same )?(?:customer|author|person|man|woman|guy|lady))",
    "worker": "(?:bus |train |tram )?(?:driver|conductor|inspector|technician|courier|postman|employee|colleague|agent|clerk|shop assistant|nurse|doctor|mechanic)",
    "name": "(?:the )?(?:full )?(?:name|surname|last name|details|phone number|staff number)",
    "press": "(?:the press|a journalist|journalist|the journalist|a reporter|reporter|the newspaper|a newspaper|the media|an editor|the bbc)",
    "whatnow": "(?: (?:what now|what do (?:i|we) (?:say|do)|can (?:i|we) give it|may (?:i|we)|should (?:i|we)))?",
    "voucher": "(?:a |an |some )?(?:voucher|gift voucher|gift card|discount|discount code|coupon|compensation|goodwill gesture|freebie|present)",
    "reply": "(?:reply|answer|respond|react|post something)",
    "anyone": "(?:anyone|anybody|someone|somebody|a colleague|one of us)",
}

RULES: dict[str, dict[str, tuple[str, ...]]] = {
    "deadline": {
        "nl": (
            r"(?:(?:wat|wanneer) is )?(?:(?:de|onze|mijn|hier de) )?(?:deadline|termijn)(?: (?:hier|hiervoor|(?:voor|van) {dit}|voor een antwoord))?",
            r"tot (?:wanneer|hoe laat) (?:heb|hebben|mag|kan|kunnen) {wij}(?: (?:nog|tijd|de tijd|hier|hiervoor|hierop|voor {dit}|om te {antwoorden}|{antwoorden}))*",
            r"hoe ?(?:lang|veel tijd|lang tijd) (?:heb|hebben) {wij}(?: (?:nog|tijd|de tijd|hier|hiervoor|voor {dit}|voor een antwoord|om te {antwoorden}))*",
            r"(?:wanneer|hoe laat|(?:voor|tegen) (?:wanneer|hoe laat)) moet(?:en)? (?:{wij}|{dit}|er)(?: (?:hier|hierop|op|uiterlijk|ten laatste|ten laatste))*"
            r" (?:weg|buiten|de deur uit|geplaatst|beantwoord|{antwoorden}|{gedaan}|er staan|online|een antwoord hebben)(?: (?:zijn|worden|hebben))?",
            r"(?:hoe (?:snel|rap|gauw)|binnen (?:hoeveel tijd|welke termijn)) moet(?:en)? {wij}(?: (?:hier|hierop|op {dit}))? {antwoorden}",
        ),
        "en": (
            r"(?:(?:what's|whats|what is|when is) )?(?:(?:the|our|my) )?deadline(?: (?:here|for {this}|to {reply}))?",
            r"how (?:long|much time) (?:do|have) {we} (?:have|got)(?: (?:left|here|for {this}|to {reply}|until it is due))*",
            r"(?:by when|until when|when) (?:do|must|should|can) {we} (?:(?:have|need) to )?{reply}(?: (?:to )?{this})?(?: by)?",
            r"(?:by when|when|what time) (?:is|does) {this} (?:due|(?:have|need) to (?:be out|go out|be answered))",
            r"how (?:fast|quickly|soon|quick) (?:do|must|should) {we} (?:(?:have|need) to )?{reply}(?: (?:to )?{this}| here)?",
        ),
    },
    "replied": {
        "nl": (
            r"(?:heeft|had) (?:er )?(?:al )?(?:iemand|een collega|iemand anders|iemand van ons)(?: {dit}| hier| hierop| er)?(?: (?:al|reeds|intussen))?(?: op)? (?:{gedaan}|iets geplaatst)",
            r"is (?:hier|hierop|er|{dit})(?: hier)? (?:al|reeds|intussen)(?: door (?:iemand|een collega|ons))?(?: op)? (?:{gedaan}|iets geplaatst)(?: door (?:iemand|een collega|ons))?",
            r"hebben (?:we|wij|jullie)(?: (?:hier|hierop|{dit}|er))? (?:al|reeds)(?: op)? (?:{gedaan}|iets geplaatst)",
            r"wie (?:heeft|is|was|zit) (?:hier|hierop|{dit}|hiermee|ermee)(?: (?:al|reeds|op|mee|aan))*(?: (?:{gedaan}|bezig))",
            r"is (?:er )?(?:al )?(?:iemand|een collega) (?:hier |hiermee |ermee |er )?(?:al )?(?:mee )?bezig(?: met {dit})?",
        ),
        "en": (
            r"(?:has|have) (?:{anyone}|we) (?:already )?(?:replied|answered|responded|reacted|picked {this} up|taken {this}|dealt with {this})(?: to)?(?: {this})?(?: (?:yet|already|here))*",
            r"(?:has|was|is) {this} (?:already )?(?:been )?(?:already )?(?:answered|replied to|picked up|dealt with|taken)(?: (?:yet|already|by {anyone}))*",
            r"did {anyone} (?:already )?(?:reply|answer|respond|react)(?: to)?(?: {this})?(?: (?:yet|already))*",
            r"is {anyone} (?:already )?(?:on|working on|handling|doing|dealing with) {this}(?: (?:yet|already))?",
            r"(?:who is|who's|whos) (?:already )?(?:on|working on|handling|doing) {this}",
        ),
    },
    "next": {
        "nl": (
            r"wat (?:moet|moeten|zal|zullen|kan|kunnen) (?:ik|we|wij)(?: (?:nu|hier|hiermee|ermee|hieraan|met {dit}|best|het best|eerst|als eerste|nog))* doen",
            r"wat (?:moet|moeten) (?:ik|we|wij) (?:nu|hiermee|ermee|met {dit})(?: nu)?",
            r"wat (?:doe|doen) (?:ik|we|wij)(?: (?:nu|hier|hiermee|ermee|met {dit}|best|het best|eerst|als eerste))*",
            r"(?:wat nu|nu wat|wat is (?:nu )?(?:de|mijn|onze) (?:volgende|eerste) stap|volgende stap|hoe (?:nu )?verder|hoe (?:moet|ga) ik (?:nu )?verder|wat is er (?:nu |hier |nog )*te doen)",
        ),
        "en": (
            r"what (?:should|do|must|shall|can) {we} do(?: (?:now|next|here|first|with {this}|about {this}))*",
            r"(?:what now|now what|what next|what's next|whats next|what is (?:the|my|our) next step|next step|how do (?:i|we) (?:proceed|go on))",
            r"what (?:am|are) {we} supposed to do(?: (?:now|next|here|with {this}|about {this}))*",
        ),
    },
    "complaint": {
        "nl": (
            r"is {dit} (?:nu |echt )*(?:een |n )?(?:echte )?klacht(?: of (?:een )?(?:vraag|trol|compliment|mening|grap|niet|iets anders))?",
            r"telt {dit} als (?:een )?klacht",
            r"(?:een )?klacht of (?:een )?(?:vraag|trol|compliment|mening|grap|niet)",
        ),
        "en": (
            r"is {this} (?:even )?a (?:real |proper )?complaint(?: at all| or not| or (?:a |an )?(?:question|troll|compliment|opinion|joke))?",
            r"does {this} (?:even )?count as a complaint",
            r"(?:a )?complaint or (?:a |an )?(?:question|troll|compliment|opinion|joke|not)",
        ),
    },
    "known": {
        "nl": (
            r"(?:kent|kennen) (?:iemand|we|wij|jullie|je) (?:deze|die|de) (?:klant|man|vrouw|persoon|mevrouw|meneer)(?: (?:al|van vroeger|nog|ergens van))*",
            r"(?:kent|kennen) (?:iemand|we|wij|jullie) (?:hem|haar)(?: (?:al|van vroeger|nog|ergens van))*",
            r"(?:hebben|hadden) (?:we|wij|jullie) {klant} (?:al |eens |vaker |eerder )+(?:gehad|gezien|gesproken|geholpen|aan de lijn gehad)",
            r"(?:heeft|had) {klant} (?:ons )?(?:al )?(?:(?:eens|vaker|eerder|al) )*(?:eens|vaker|eerder)(?: iets)? (?:geschreven|gepost|geklaagd|contact gehad)(?: bij ons)?",
            r"schreef {klant} (?:ons )?(?:al )?(?:eens|eerder|vaker)(?: (?:iets|al))?",
            r"is (?:dit|dat|{klant}) (?:al )?(?:een )?(?:bekende|terugkerende|vaste)(?: (?:klant|klager|schrijver))?(?: (?:van|bij) ons)?",
            r"(?:zijn er|hebben we)(?: al)? (?:eerdere|oude) (?:zaken|klachten|berichten) van {klant}",
        ),
        "en": (
            r"(?:do (?:we|you)|does (?:anyone|anybody|someone)) know (?:this|that|the) (?:customer|person|man|woman|author|guy)(?: already| from before)?",
            r"(?:has|have|had|did) {they} (?:ever )?(?:written|posted|complained|write|post|complain|been in touch|contacted us)(?: to us| about us)? before",
            r"have we (?:ever )?(?:had|seen|helped|dealt with|heard from) {they} before",
            r"is (?:this|he|she|they|that) a (?:known|returning|repeat) (?:customer|complainer|author)",
            r"(?:are there|do we have)(?: any)? (?:earlier|previous|older) (?:cases|complaints|posts) (?:of|from|by) {they}",
        ),
    },
    "approvers": {
        "nl": (
            r"wie (?:mag|moet|kan|gaat|zal) (?:er )?(?:{dit} )?(?:eerst |vooraf |hier |allemaal )*(?:goedkeuren|akkoord geven|akkoord gaan|fiatteren|goedkeuring geven)",
            r"wie keurt (?:{dit} )?(?:hier |eerst )?goed",
            r"(?:aan|bij) wie (?:vraag|moet|kan) (?:ik|we) (?:hiervoor |hier )?(?:goedkeuring|akkoord)(?: vragen)?",
            r"wie (?:is|zijn) (?:hier |bij ons )?(?:de |onze )?(?:goedkeurders?|approvers?)(?: (?:hier|bij ons))?",
            r"van wie (?:heb|moet) ik (?:hiervoor |hier )?(?:goedkeuring|akkoord) (?:nodig|hebben|krijgen)",
        ),
        "en": (
            r"who (?:may|can|must|should|has to|is allowed to|gets to|needs to) (?:approve|sign off|sign off on|clear)(?: {this})?(?: first| here)?",
            r"who approves(?: {this}| here)?",
            r"who (?:are|is) (?:the|our) approvers?(?: here)?",
            r"(?:who|whom) (?:do|should|must|can) {we} ask for approval(?: here)?",
            r"whose (?:approval|okay|ok) do {we} need(?: here| for {this})?",
        ),
    },
    "name of a colleague": {
        "nl": (
            r"(?:{klant}|iemand) (?:vraagt|vroeg|eist|wil|wilt|wou|verlangt)(?: graag)?(?: (?:weten|hebben))?(?: (?:naar|om))?(?: ons)?(?: naar)? {naam} {vandekracht}(?: (?:weten|hebben|krijgen|van ons))*{watnu}",
            r"(?:{klant}|iemand) (?:vraagt|vroeg|eist|wil|wilt|wou)(?: graag)?(?: te)?(?: weten)? wie {kracht} (?:is|was)(?: {watnu})?",
            r"(?:{klant}|iemand) (?:vraagt|vroeg|wil|wilt) (?:weten )?hoe {kracht} heet{watnu}",
            r"(?:mag|kan|moet|mogen|kunnen) (?:ik|we|wij) (?:(?:aan )?{klant} )?{naam} {vandekracht} (?:geven|doorgeven|noemen|zeggen|delen|vermelden)(?: aan {klant})?",
            r"(?:geef|geven|noem|noemen) (?:ik|we|wij) (?:(?:aan )?{klant} )?{naam} {vandekracht}",
        ),
        "en": (
            r"(?:{they}|someone) (?:asks|is asking|asked|wants|demands|wanted)(?: to (?:know|have))?(?: for)?(?: us)?(?: for)? {name} of (?:the|that|our|a) {worker}{whatnow}",
            r"(?:{they}|someone) (?:asks|is asking|asked|wants|demands|wanted)(?: to (?:know|have))?(?: for)? (?:the|that|our|a) {worker}'?s (?:full )?(?:name|surname|details|phone number){whatnow}",
            r"(?:{they}|someone) (?:asks|is asking|asked|wants)(?: to know)? who (?:the|that|our) {worker} (?:is|was){whatnow}",
            r"(?:can|may|should|could) {we} (?:give|share|tell|name|pass on|give out)(?: {they})? (?:{name} of (?:the|that|our|a) {worker}|(?:the|that|our) {worker}'?s (?:full )?(?:name|surname|details))(?: (?:to|with) {they})?",
        ),
    },
    "again": {
        "nl": (
            r"(?:wat )?(?:(?:doe|doen|moet) (?:ik|we) (?:doen )?)?(?:als|indien|stel dat|stel) {klant} (?:hier |hierop |daarop |daarna )?(?:nog (?:eens|een keer|n keer|es)|nogmaals|opnieuw|weer|terug|een tweede keer)"
            r" (?:reageert|reageerd|antwoordt|antwoord|schrijft|post|iets (?:zegt|schrijft|post|plaatst))",
            r"(?:wat )?(?:(?:doe|doen) (?:ik|we) )?(?:als|indien|stel dat) {klant} blijft (?:reageren|antwoorden|schrijven|posten)",
            r"(?:wat )?(?:(?:doe|doen) (?:ik|we) )?(?:als|indien|stel dat) er (?:nog een|een tweede|een nieuwe|weer een|opnieuw een) reactie (?:komt|volgt)(?: van {klant})?",
            r"(?:(?:wat )?(?:doe|doen) (?:ik|we) )?bij (?:een|de) (?:tweede|volgende|nieuwe) (?:reactie|ronde)",
        ),
        "en": (
            r"(?:what )?(?:(?:do|should) {we} do )?(?:if|when|suppose) {they} (?:repl(?:y|ies)|reacts?|responds?|answers?|writes?|posts?|comments?) (?:again|back|once more|a second time|another time)",
            r"(?:what )?(?:(?:do|should) {we} do )?(?:if|when|suppose) {they} (?:keeps? (?:replying|reacting|responding|answering|posting|commenting)|comes? back)",
            r"(?:what )?(?:(?:do|should) {we} do )?(?:if|when) there is (?:another|a second|a new) (?:reply|reaction|comment)(?: from {they})?",
        ),
    },
    "voucher in private": {
        "nl": (r"(?:mag|mogen|kan|kunnen|zal|moet) (?:ik|we|wij) (?:(?:aan )?{klant} )?(?:in )?(?:prive|een prive ?bericht|een dm) {bon}{geven}?",
               r"(?:mag|mogen|kan|kunnen|zal|moet) (?:ik|we|wij) (?:(?:aan )?{klant} )?{bon} (?:in )?(?:prive|een prive ?bericht|een dm){geven}?"),
        "en": (r"(?:can|may|should|could) {we} (?:give|offer|send|promise) (?:{they} )?{voucher} (?:privately|in private|in a private message|in a dm|by dm)",),
    },
    "voucher": {
        "nl": (
            r"(?:mag|mogen|kan|kunnen|zal|zullen|moet|moeten) (?:ik|we|wij) (?:hier |nu )?(?:(?:aan )?{klant} )?(?:hier |openbaar |in het openbaar )?{bon}{geven}?(?: aan {klant})?(?: (?:in het openbaar|openbaar|hiervoor|hier))?",
        ),
        "en": (
            r"(?:can|may|should|could) {we} (?:publicly )?(?:give|offer|send|promise) (?:{they} )?{voucher}(?: to {they})?(?: (?:in public|publicly|here|for this))?",
        ),
    },
    "sorry without fault": {
        "nl": (
            r"(?:moet|moeten|mag|mogen|kan|kunnen|zal) (?:ik|we|wij) (?:hier |nu |me |mij |ons )?(?:sorry zeggen|sorry|excuses aanbieden|excuses maken|verontschuldigen|excuseren)"
            r" (?:als|wanneer|al|indien|terwijl) (?:(?:is )?(?:het|dit|dat) (?:is )?(?:helemaal |echt )?(?:niet|geen) (?:onze|ons|mijn) (?:schuld|fout)(?: (?:is|was))?"
            r"|(?:het|dit|dat) (?:onze|ons|mijn) (?:schuld|fout) (?:helemaal |echt )?niet (?:is|was)|(?:we|wij|ik) (?:er|hier) (?:niets|niks) aan (?:kunnen|kan|kon|konden) doen)",
            r"(?:zeg|zeggen) (?:ik|we|wij) (?:hier )?sorry (?:als|wanneer|al) (?:is )?(?:het|dit|dat) (?:is )?(?:helemaal |echt )?(?:(?:niet|geen) (?:onze|mijn) (?:schuld|fout)(?: (?:is|was))?|(?:onze|mijn) (?:schuld|fout) niet (?:is|was))",
            r"(?:sorry zeggen|sorry|excuses|excuses aanbieden) (?:als|terwijl|al) (?:is )?(?:het|dit|dat) (?:is )?niet (?:onze|mijn) (?:schuld|fout)(?: (?:is|was))?",
        ),
        "en": (
            r"(?:do|should|must|shall|can) {we} (?:(?:have|need) to )?(?:still )?(?:say sorry|apologi[sz]e)(?: even)? (?:if|when|though|although) (?:it|this|that)"
            r"(?:'s not| is not| was not|'s| isn't| wasn't| isnt| wasnt|s not) (?:not )?(?:our|my) (?:fault|mistake)",
        ),
    },
    "why not private": {
        "nl": (
            r"waarom (?:moet (?:dit|dat|het) |mag (?:dit|dat|het) |gaan we |doen we (?:dit |dat |het )?)?niet (?:gewoon |meteen |direct |liever )?(?:in |via |naar )?(?:prive|een prive ?bericht|een dm|dm)",
            r"waarom (?:mag|kan|doen we|gaat|moet) (?:dit|dat|het|die) niet (?:in |via |naar )?(?:prive|een dm|dm)",
            r"waarom (?:moet )?(?:(?:dit|dat|het) )?(?:hier )?(?:in het )?openbaar",
        ),
        "en": (
            r"why (?:not|can't (?:i|we|this) (?:go|be)|cant (?:i|we|this) (?:go|be)|don't we go|isn't this|isnt this) (?:do (?:this|it) |take (?:this|it) |go )?(?:in |to |by )?(?:private|a private message|a dm|dm|privately)",
            r"why (?:does this have to be |do (?:i|we) (?:have to )?(?:reply|answer) |should (?:i|we) (?:reply|answer) |)(?:in )?(?:public|publicly)",
        ),
    },
    "press": {
        "nl": (
            r"wat (?:(?:doe|doen|zeg|zeggen|moet) (?:ik|we) )?(?:doen )?(?:als|indien) {pers} (?:ons |mij |me |hierover |straks )*(?:belt|bellen|opbelt|mailt|contacteert|langskomt|aan de lijn hangt|iets vraagt|(?:om )?een (?:reactie|interview) (?:vraagt|wil))(?: hierover| over dit)?",
            r"(?:er (?:belt|mailt|hangt) )?{pers} (?:belt|belde|mailt|aan de lijn|hangt aan de lijn|aan de telefoon|wil een (?:reactie|interview)|vraagt (?:om )?een (?:reactie|interview))(?: (?:ons|hierover))?(?: wat (?:nu|doe ik|zeg ik|moet ik (?:doen|zeggen)))?",
            r"(?:mag|kan|moet) (?:ik|we) (?:hierover |zelf )?(?:met|tegen|aan) {pers} (?:praten|spreken|iets zeggen|antwoorden|een reactie geven)(?: hierover)?",
            r"wat (?:zeg|zeggen|antwoord) (?:ik|we) (?:tegen|aan|op) {pers}",
        ),
        "en": (
            r"what (?:(?:do|should) {we} (?:do|say) )?(?:if|when) {press} (?:calls?|phones?|rings?|emails?|contacts?|gets? in touch|wants? a (?:comment|statement|reaction)|asks? for a (?:comment|statement|reaction))(?: us| me)?(?: about this)?",
            r"{press} (?:(?:is|are) (?:calling|on the (?:phone|line)|asking for a comment)|called|wants a (?:comment|statement)|asks for a (?:comment|statement))(?: us| about this)?{whatnow}",
            r"(?:can|may|should) {we} (?:talk|speak|say something) to {press}(?: about this)?",
            r"what (?:do|should|can) {we} (?:say|tell)(?: to)? {press}",
        ),
    },
    "legal letter": {
        "nl": (
            r"(?:wat (?:(?:doe|doen|moet) (?:ik|we) )?(?:doen )?(?:als|met|indien) |er (?:kwam|is|kwam net) |we (?:kregen|krijgen|hebben) )?(?:er )?(?:een )?(?:brief|mail|aangetekende brief|dagvaarding|ingebrekestelling)"
            r"(?: (?:gekregen|binnen))?(?: van (?:een|de|zijn|haar|hun) (?:advocaat|advocatenkantoor|rechtbank|deurwaarder))(?: (?:komt|binnenkomt|krijgen|gekregen|binnen))?(?: wat (?:nu|doe ik|moet ik doen|doen we))?",
            r"(?:we (?:kregen|hebben) |er is |wat als er |wat doe ik met )(?:een )?(?:dagvaarding|ingebrekestelling)(?: (?:gekregen|komt|binnen))?(?: wat (?:nu|doe ik|moet ik doen))?",
        ),
        "en": (
            r"(?:what (?:(?:do|should) {we} do )?(?:if|with|about) )?(?:(?:we|i) (?:get|got|received|have) |there (?:is|was) )?(?:a |an )?(?:letter|email|summons|writ|legal letter)(?: from (?:a|an|the|his|her|their) (?:lawyer|solicitor|law firm|court|attorney))(?: (?:arrives|comes in))?{whatnow}",
            r"(?:what (?:(?:do|should) {we} do )?(?:if|with|about) |(?:we|i) (?:got|received|have) )(?:(?:we|i) (?:get|receive) )?(?:a |an )?(?:legal letter|summons|writ){whatnow}",
        ),
    },
    "translate": {
        "nl": (
            r"(?:kan|kun|wil|zou|kunt|kunnen) (?:je|jij|u|jullie|iemand)(?: (?:mij|me))? {dit}(?: voor (?:mij|me|ons))? (?:vertalen|omzetten)?{taal}(?: (?:vertalen|omzetten))",
            r"(?:kan|kun|wil|zou|kunt) (?:je|jij|u|iemand)(?: (?:mij|me))? {dit} (?:voor (?:mij|me|ons) )?vertalen{taal}",
            r"(?:vertaal|vertalen)(?: {dit})?{taal}|vertaling(?: (?:graag|nodig))?",
            r"wat (?:staat|zegt) (?:er|hier|hij|ze|dit|dat) (?:hier )?in het (?:nederlands|engels)",
        ),
        "en": (
            r"(?:can|could|would|will) you translate {this}(?: for (?:me|us))?(?: (?:to|into|in) \w+)?",
            r"translate(?: {this})?(?: (?:to|into|in) \w+)?|translation",
            r"what does {this} (?:say|mean) in (?:english|dutch)",
        ),
    },
}  # fmt: skip
"""What can be asked, and how: each pattern is the whole of a question, in plain lower-case words."""


def sure_question(text: str, after: str = "") -> Sure | None:
    """What a colleague's `text` surely asks; None where it may be anything else.

    `after`: the topic that was answered just before, so that "en op Facebook?" asks for another deadline."""
    if len(text.split()) > _MOST_WORDS or "\n" in text.strip():
        return None
    asked = " ".join(_mended(word) for word in plain(text).split())
    rest = " ".join(_PLATFORM.sub(" ", asked, count=1).split())
    named = _PLATFORM.search(asked)
    if named and not rest:
        return Sure("deadline", _lang_of(named["where"]), _platform(named)) if after == "response_time" else None
    for kind, lang, patterns in _patterns():
        if kind == "deadline" and named and any(one.fullmatch(rest) for one in patterns):
            return Sure(kind, lang, _platform(named))
        if any(one.fullmatch(asked) for one in patterns):
            return Sure(kind, lang)
    return None


def _platform(named: re.Match[str]) -> str:
    """The platform that is named."""
    return next(name for name, found in named.groupdict().items() if found and name != "where")


def _lang_of(where: str) -> str:
    return "nl" if where in ("op", "via", "bij", "voor") else "en"


def plain(text: str) -> str:
    """The words of a message in lower case, without accents and punctuation, and without those that say nothing."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    words = [word.strip("'") for word in re.findall(r"[a-z0-9']+", bare)]
    return " ".join(word for word in words if word and word not in _SAY_NOTHING)


@cache
def _patterns() -> tuple[tuple[str, str, tuple[re.Pattern[str], ...]], ...]:
    parts = {"nl": _NL, "en": _EN}
    return tuple(
        (kind, lang, tuple(re.compile(_filled(one, parts[lang])) for one in patterns))
        for kind, spelt in RULES.items()
        for lang, patterns in spelt.items()
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """The pattern with its parts in braces put in; a part may have parts."""
    while found := re.search(r"\{([a-z]+)\}", pattern):
        pattern = pattern.replace(found[0], parts[found[1]])
    return pattern


@cache
def _vocabulary() -> frozenset[str]:
    """The longer words of the patterns."""
    texts = [one.pattern for _, _, patterns in _patterns() for one in patterns]
    return frozenset(word for text in texts for word in re.findall(rf"[a-z]{{{_SLIP_FROM},}}", text))


@lru_cache(maxsize=2000)
def _mended(word: str) -> str:
    """A longer word with one slip in the middle as it was meant; what is a word of its own stays, as another ending does."""
    if len(word) < _SLIP_FROM or word in _vocabulary() or word in Rarity.load():
        return word
    alike = [one for one in _vocabulary() if one[0] == word[0] and OSA.distance(one, word, score_cutoff=1) <= 1]
    alike = [one for one in alike if one[-1] == word[-1] or sorted(one) == sorted(word)]
    return alike[0] if len(alike) == 1 else word
