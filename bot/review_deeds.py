"""The words of the reviewer's rules about money, deletion and left-overs of a template. Written as in `review_rules`."""

from __future__ import annotations

import re

from bot.review_rules import words

_GIFT = (
    r"(?:voucher\w*|tegoed ?bon\w*|cadeau ?(?:bon|kaart)\w*|waarde ?bon\w*|kortings?(?:code|bon)\w*|korting|compensatie|schadevergoeding"
    r"|vergoeding|attentie|presentje|cadeautje|cadeau|goedmaker\w*|goedmakertje|kleinigheidje|extraatje|verrassing|shoptegoed|tegoed"
    r"|gratis (?!retour|nieuw|vervang|omruil|parke|wifi|nummer|monteur|en)\w+)"
)
_GIVES = (
    r"(?:krijg\w*|geven|geef|sturen|stuur|bieden|bied|ontvang\w*|trakteren|trakteer|schenken|schenk|storten|stort|regelen|regel|leggen|leg|mag"
    r"|mogen|doen|zetten|zet|toekennen|aanbieden|toesturen|maken|maak|boeken|boek|crediteren|crediteer|voegen|compenseren|compenseer)"
)
_SUM = r"(?:(?:€|eur|euro) ?\d[\d.,-]*|\d[\d.,]* ?(?:€|eur(?:o(?:'s|tjes)?)?|piek)(?!\w)|\d+ ?(?:%|procent))"
_BACK = r"(?:terug\w*|retour|gestort|vergoed\w*|(?:ge)?crediteer\w*|korting|tegoed|over|bijgeschreven)"
_PRESENT = (
    r"(?:vouchers?|gift ?cards?|gift|discounts?|coupons?|(?:promo(?:tional)?|discount) code|store credit|credit(?! card)|compensation|goodwill"
    r"|free (?!to|returns?|delivery|number|wifi|of|up|replacement)\w+|freebies?|complimentary|[£$€] ?\d[\d.,]*|\d+ ?(?:%|percent|per cent)"
    r"|\d+ (?:pounds|euros?|dollars|quid))"
)
_OFFERS = (
    r"(?:send|sent|sending|offer|offering|offered|give|giving|given|you'll get|you'll receive|you will (?:get|receive)|provide|providing|issue|issuing"
    r"|issued|add|added|adding|credit|credited|crediting|apply|applied|arrange|popped|pop|put|enjoy|here's|here is|treat|like you to have|refund\w*"
    r"|transferr?\w*|reimburs\w*|compensat\w*)"
)
GIVING = words(
    # nl
    rf"{_GIVES}~{_GIFT}", rf"{_GIFT}~(?:aanbieden|aan te bieden|geven|sturen|toesturen|toegestuurd|gestuurd|opsturen|onderweg|klaar\w*|toegevoegd|van ons|cadeau|als (?:excuus|goedmaker|tegemoetkoming|pleister|dank))", rf"{_SUM} ~?{_BACK}", rf"(?:storten|stort|betalen|betaal|boeken|boek|krijg\w*|ontvang\w*|vergoed\w*|geven|geef|crediteren|crediteer|maken|maak) ~{_SUM}",
    r"(?:storten|stort|betalen|betaal|boeken|boek|krijg\w*|ontvang\w*|vergoed\w*|geven|geef|crediteren|crediteer|maken|maak) ~(?:volledig\w*|hele|alles|je geld|uw geld|het geld|de kosten|het bedrag|aankoopbedrag|de schade|je schade|uw schade|bezorgkosten|verzendkosten) ~(?:terug|retour|over|vergoed\w*)", r"(?:vergoeden|compenseren|crediteren) <we>", r"<we> (?:vergoeden|compenseren|crediteren)", r"<we> (?:zullen|gaan|zal|ga) ~(?:vergoeden|compenseren|crediteren|schadeloos)", r"(?:volledig|alles) (?:terug|vergoed\w*|terugbetaald)", r"(?:op|voor) (?:onze|kosten van) (?:kosten|de zaak)", r"van het huis", r"(?:trakteren|trakteer) (?:<we> )?(?:<je> )?(?:\w+ ){0,3}op", r"<we> trakteren", r"scheld(?:en)? (?:<we> )?(?:\w+ ){0,6}kwijt", r"kwijt(?:ge)?schelden|kwijtgescholden", r"(?:helft|deel|gedeelte|bedrag|geld|rekening) (?:\w+ ){0,4}(?:terug|kwijt)(?= ?(?:[^\w\s]|$))", r"financiele? (?:compensatie|tegemoetkoming)",
    # en
    rf"{_OFFERS}~{_PRESENT}", r"(?:full|complete|partial|immediate) (?:refund|reimbursement)", r"(?:refund|reimburse|compensate|credit) you(?:r| for| in| fully| the| straight| today| all)", rf"{_PRESENT} ~(?:for you|to you|on its way|in your (?:account|inbox)|waiting|as an apology|to say sorry|to make (?:up|it up)|off your (?:next|bill|order))", r"on the house", r"(?:we|i|we'll|i'll|we've|will|are|'re) (?:\w+ )?waiv(?:e|ed|ing)", r"(?:refund|reimburse|waive|write off|knock) (?:half|part|all|some|the (?:full|whole|fee|charge|cost|delivery|bill)|your (?:\w+ )?(?:bill|fee|charge|order|delivery|stay|ticket))", r"(?:have|enjoy|dinner|drinks?|coffee|meal|lunch|next one|next order|delivery|pizza|round|postage|shipping) (?:\w+ ){0,4}on us(?= ?(?:[,.!]|$))", r"<i>(?:'ll| will|'d like to) (?:\w+ )?(?:cover|pay|reimburse|compensate)",
)  # fmt: skip
NOT_GIVING = words(
    r"(?:geen|niet|nooit|not|no|n't|cannot|can't|won't|unable|never) (?:(?!en|and|maar|but)\w+ ){0,5}(?:" + _GIFT[3:-1] + r"|" + _PRESENT[3:-1] + r"|refund\w*|compens\w*|vergoed\w*|terug\w*|krijg\w*|offer\w*|give|geven|bieden|zeggen|discuss|public\w*)", r"(?:krijg\w*|geven|geef|bieden|bied|vergoeden) (?:\w+ ){0,3}(?:geen|niet)",
    r"(?:whether|kijk\w*|zoek\w*|check\w*|beoordel\w*|waarom|why|werkt|werkte|werken|works?|working|geldig|valid|inwissel\w*|verlopen|expired|uitzoek\w*|onderzoek\w*|look\w*|investigat\w*|terugvind\w*|aanvra\w*|claim\w*|apply for|recht op|voorwaarden|bespreken|discuss|retourneren|feel free|credit card|creditcard|missing|ontbreekt|ontbrak|misgelopen|charged|afgeschreven|dubbel|rekenen|berekend|kost|kosten zijn|costs?|price|prijs|verkeerd|wrong|bestede\w*|spend|vanaf|over \u20ac|above)",
    r"(?:<je>|you|u) (?:had|hebt|heb|heeft|have|'ve|bought|paid|betaalde|kocht|bestelde|kreeg) (?:\w+ ){0,4}", r"(?:met|op|van|in|with|from|using|on) (?:je|jouw|uw|de|your|the) (?:\w+ )?(?:voucher|cadeau\w*|korting\w*|tegoed\w*|gift\w*|discount\w*|coupon\w*)\w*", r"waar (?:\w+ )?<uw> \w+ (?:is|blijft)",
)  # fmt: skip

DELETING = words(
    # nl
    r"<we>~(?:verwijder\w*|wissen|wis|verberg\w*|verborgen|weggehaald|weghalen|gewist|gedelete\w*|deleten|blokke\w*|geblokkeerd|geband|offline (?:gehaald|halen))", r"(?:verwijder\w*|wissen|verberg\w*|blokkeren|blokkeer|deleten) <we>", r"halen? <we> ~(?:weg|offline|eraf|van (?:de|onze) pagina)", r"<we> (?:halen?|heb|hebben|zullen) ~(?:weg|weggehaald|offline|eraf|van (?:de|onze) pagina)",
    r"(?:is|wordt|werd|zijn|worden|hebben|zal|zullen|gaat) ~(?:verwijderd?|verwijderen|gewist|verborgen|weggehaald|offline|gedelete\w*)", r"(?:laten|laat) <we> (?:\w+ ){0,3}niet staan", r"<we> laten (?:\w+ ){0,6}niet staan", r"(?:gooien|gooi|knikkeren|kieperen|trappen) <we> ~(?:eraf|weg|eruit)", r"(?:wordt|word|bent) <je> ~?geblokkeerd", r"<je> (?:wordt|word|bent) ~?geblokkeerd",
    # en
    r"(?:we|i|we've|we'll|we're|i've|i'll|i'm|moderators?|admins?|been|be|was|is|are|were|being) ~(?:remov\w+|delet\w+|hid(?:e|den|ing)?|(?:take|taken|taking|took)~(?:down|offline|off (?:our|the|this) (?:page|wall|feed|site|timeline|profile))|blocked|blocking|block|bann?(?:ed|ing)?)",
)  # fmt: skip
DELETED_THING = words(
    r"(?:reactie|bericht|comment|post|review|recensie|tweet|commentaar|opmerking|message|reply|beoordeling|thread|topic|draadje|klacht|complaint)(?:s|en|je|jes|tje)?", r"(?:replies|reviews|dit soort berichten)", r"(?:blokke\w*|block\w*|bann?\w*) (?:<we> )?(?:you|je|u|jou)(?! (?:card|account|rekening|pas))", r"(?:je|u|you|jou) ~(?:blokkeren|geblokkeerd|geband|blocked|banned)",
)  # fmt: skip
_GONE = r"(?:tak\w* (?:\w+ ){0,4}(?:down|off)|verwijder\w*|wis|wissen|verberg\w*|verborgen|weghalen|blokke\w*|remov\w*|delet\w*|hid(?:e|den|ing)|take\w* down|block\w*)"
DELETION_FINE = words(
    rf"(?:geen|niet|nooit|not|never|n't|no|nothing|niets|don't|won't|can't|cannot|wouldn't) (?:\w+ ){{0,4}}{_GONE}", rf"{_GONE} (?:(?!omdat|want|die|dat|because|as)\w+ ){{0,3}}(?:geen|niet|nooit|niets|no|nothing)",
    r"(?:persoons|persoonlijke |adres|contact|account|naw|prive|klant)?-?gegevens", r"(?:telefoon|order|klant|rekening|bestel|kaart|mobiele )?nummer", r"e?-?mailadres|adres|privacy|iban|naam van", r"op <uw> (?:eigen )?verzoek", r"personal (?:details|data|info\w*)|details|(?:phone |order )?number|e-?mail|address|at your request|as (?:you )?(?:asked|requested)|you asked|yourself|zelf|your name", rf"(?:kun|kunt|wil|wilt|zou|zouden|mogen we|mag ik|can|could|would|please|alsjeblieft|graag|vragen|verzoeken|if you|als je|als u) (?:<je>|you|vragen|i ask|we ask|graag|willen|kunnen) ~{_GONE}", rf"(?:please|alsjeblieft|graag|best|even) ~?{_GONE}", r"haal <uw>",
    r"(?:bedreig\w*|dreigement\w*|haat\w*|discrimin\w*|racis\w*|threat\w*|hate|hateful|racist|scheldwoorden|spam|oplichters|scam\w*|phishing|nep\w*|fake|fraud\w*)", r"duplicate|per ongeluk|by mistake|accidental\w*|onze eigen|our own|our (?:post|message|reply|tweet|ad|comment)|onze (?:post|bericht|reactie|tweet|advertentie)|ons (?:bericht|antwoord)|instagram heeft|facebook heeft|filter", r"abonnement|profiel|nieuwsbrief|mailing\w*|subscription|product|artikel|cookies|app|label|item|parcel|kaart|(?:your |the )?card|pas|zendmast",
)  # fmt: skip

PLACEHOLDER = re.compile(
    r"\{+[^{}\n]{0,60}\}+|%[A-Za-z_]{2,30}%|\$[a-z_]{3,30}(?!\w)|<(?![@!#]|https?:|mailto:)/?[a-zA-ZÀ-ÿ_][a-zA-ZÀ-ÿ_ .:'-]{1,39}>"
    r"|\[(?!\s*(?:\d+\s*/\s*\d+|\.\.\.|…|sic|(?i:update|edit)\b[^\]]{0,30}|nl|en|fr|de|video|foto|photo|image|gif|link|\d*)\s*\])(?=[^\]\n]{0,60}[A-Za-zÀ-ÿ.…_])"
    r"[^\[\]\n]{1,60}\](?!\()|(?<!\w)(?:X{3,}|X{2,}[-/. ]X{2,}(?:[-/. ]X{2,4})?)(?!\w)|(?<![\w@])_{3,}|(?<!\w)#{3,}"
    r"|(?<!\w)(?i:op|om|nummer|naam|datum|tijd|binnen|voor|number|by|at|on|in|van|from|name|date)\s+x{2,}(?!\w)"
    r"|(?<!\w)(?i:lorem ipsum|lorem|ipsum dolor|klantnaam|klant_naam|naam klant|naam_klant|customer_?name|firstname|first_name|lastname|voornaam klant"
    r"|insert (?:name|date|time|link) ?(?:here)?|t\.b\.d\.|tbd|todo)(?!\w)"
    r"|(?<!\w)(?:NAAM|VOORNAAM|NAME|FIRSTNAME|DATUM|DATE|ORDERNUMMER|INVULLEN|CUSTOMER NAME|FIRST NAME)(?!\w)"
    r"|(?<!\w)(?i:beste|hoi|hallo|hi|dear|hello|dag|geachte|hey)\s+(?i:naam|voornaam|achternaam|name|firstname|lastname|first name)(?=\s*(?:[,!.\n]|$))"
)
