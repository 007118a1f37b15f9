"""The words that the reviewer looks for, grouped per rule and language.

Patterns are matched against a plain text (lower case, no accents, straight quotes), sentence by sentence. To keep
them readable: a space is any white space, `~` a gap of at most 40 characters within the sentence, `<we>` the brand
("ik", "we", "wij"), `<je>` the customer, `<uw>` the customer's, `<i>` "I" or "we", `<w3>` up to three words.
"""

from __future__ import annotations

import re
from functools import cached_property

_SHORT = {
    "<we>": r"(?:ik|we|wij)",
    "<je>": r"(?:je|jij|jou|u|jullie|ge|gij)",
    "<uw>": r"(?:je|jouw|uw|jullie)",
    "<i>": r"(?:i|we)",
    "<w3>": r"(?:\w+ ){0,3}",
    "~?": "~",
    "~": r"[^.!?\n]{0,40}?",
    " ?": r"\s*",
    " ": r"\s+",
}


class Says:
    """A pattern that is compiled when it is first used: there are many, and most commands need none of them."""

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self._source)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Its first place in `text[start:end]`; unlike in a slice, words are whole in the whole text."""
        return self.pattern.search(text, start, len(text) if end is None else end)


def words(*patterns: str) -> Says:
    """Any of `patterns` as whole words, with the abbreviations of this module written out."""
    text = "|".join(patterns)
    for short, long in _SHORT.items():
        text = text.replace(short, long)
    return Says(rf"(?<!\w)(?:{text})(?!\w)")


def listed(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())


ROBOT = words(
    # nl
    r"(?:vervelend|jammer|spijtig|naar|erg|sneu),? dat <je> (?:dit|het|dat) (?:zo |als \w+ )?(?:\w+ )?(?:ervaart|ervaren|ervaarde|beleeft|aanvoelt)", r"sorry (?:that )?you feel (?:that|this) way", r"(?:sorry|apologise) if you (?:were|are|felt|feel) (?:offended|upset|inconvenienced)",
    r"(?:vervelend|jammer|spijtig|naar|sneu|rot|teleurstellend|triest)(?: voor <je>)?(?:,? om| is het om)? (?:(?:dit|dat|het|zo|zoiets) )?(?:van <je> )?te (?:moeten )?(?:horen|lezen|vernemen|zien)", r"(?:geen|niet)(?: \w+){0,3} (?:goede|prettige|fijne|positieve|aangename|leuke) (?:\w+ )?ervaring\w*", r"<uw> (?:negatieve|slechte|vervelende|nare|minder \w+) ervaring\w*", r"ter harte (?:genomen|nemen)",
    r"(?:spijt|betreuren)~ (?:(?:dit|dat|het) )?te (?:horen|lezen|vernemen)", r"betreuren", r"ongerief",
    r"(?:nemen|neem|namen|genomen|meenemen|meegenomen)~ ?<uw> (?:feedback|opmerking\w*|klacht|suggesties?|bericht|reactie|tips?|ervaring)~(?:mee|meenemen|ter harte)",
    r"<uw> (?:feedback|opmerking\w*|klacht|suggesties?|bericht|reactie|tips?|ervaring)~(?:nemen|neem) <we>~(?:mee|ter harte)", r"<uw> (?:feedback|opmerking\w*|suggesties?)~(?:meenemen|meegenomen)",
    r"(?:nemen|neem) <we> <uw> (?:feedback|opmerking\w*|klacht|suggesties?) (?:zeker |graag )?mee", r"<we> (?:nemen|neem) (?:dit|het|deze|uw|je) (?:zeker |graag |absoluut )?(?:punt |feedback |signaal )?mee(?: ~(?:evaluatie|toekomst|verbeter\w*))?",
    r"(?:bedankt|dank|dankjewel|dankuwel|merci)(?: <je>)?(?: ?wel)? voor (?:<uw>|het|de|dit) (?:delen van <uw> )?(?:eerlijke |waardevolle |open |uitgebreide |positieve )?(?:bericht\w*|reactie|feedback|review|recensie|mail\w*|e-mail|opmerkingen?|tweet|comment|geduld|begrip|ervaring|mening|vraag)",
    r"voor het (?:contact opnemen|opnemen van contact|delen van <uw> (?:ervaring|mening|feedback))", r"alvast bedankt voor <uw> (?:begrip|geduld)",
    r"<uw> (?:mening|feedback|tevredenheid|klacht|opmerking\w*)~(?:is|zijn|vinden <we>|stellen <we>)~(?:belangrijk|waardevol|op prijs|gewaardeerd)", r"<we> (?:waarderen|stellen) <uw>~(?:feedback|mening|eerlijkheid|geduld|bericht|reactie)",
    r"(?:excuses|excuus|sorry|verontschuldig\w+)(?: <w3>)? ?voor (?:het|dit|enig|eventueel|eventuele|al het|alle|de|het veroorzaakte|het ontstane) ?(?:\w+ )?(?:ongemak\w*|overlast|hinder)",
    r"(?:hopen|hoop|hopelijk|vertrouwen|hopende)~(?:voldoende|hiermee)~(?:informeer\w*|geinformeerd|dienst)", r"<we> streven (?:er|naar)\w*", r"streven <we> (?:er|naar)\w*", r"klanttevredenheid~(?:hoog|voorop|prioriteit|belangrijk|centraal)",
    r"(?:staat|staan)~bij ons~(?:centraal|voorop|hoog)", r"doen er alles aan", r"hechten (?:veel|grote) (?:waarde|belang)", r"niet de (?:service|ervaring|kwaliteit|dienstverlening)~(?:verwachten|gewend|verwacht|nastreven|voor staan)",
    r"(?:aarzel|schroom|twijfel)~niet~(?:contact|op te nemen|te bellen|te mailen|bericht)", r"mocht(?:en)? <je> ~(?:nog|verdere|andere|overige) ~?vragen", r"voor (?:verdere|overige) vragen", r"(?:beste|geachte) (?:klant|consument|relatie|gebruiker)",
    r"geachte (?:heer ?/ ?mevrouw|mevrouw ?/ ?heer|mevrouw,? (?:meneer|mijnheer|heer))", r"in goede orde~ontvangen", r"<we> hebben <uw> (?:bericht|melding|klacht|vraag) ~?ontvangen", r"zo (?:spoedig|snel) mogelijk (?:in behandeling|behandel\w*)",
    r"(?:klacht|feedback|melding|signalen|opmerking\w*) ~(?:zeer|uiterst|uitermate|bijzonder|heel) serieus", r"nemen (?:alle|elke|dergelijke) ~(?:klacht\w*|feedback|melding\w*|signalen)", r"blijven <we> ~verbeteren", r"<we> blijven ~verbeteren", r"helpt ons ~(?:te verbeteren|verbeteren)",
    r"(?:nemen|neem) (?:dit|deze|dat|<uw> \w+) (?:\w+ )?mee(?= ?(?:[^\w\s]|$)| (?:in|voor|bij) )", r"in (?:goede|de beste) handen", r"tot uw dienst", r"wij staan voor <je> klaar",
    # en
    r"(?:sorry|sad|saddened|disappointed|regret|concerned) to (?:hear|read|see|learn)(?: (?:about|of))?(?: (?:that|this|it|all this|your (?:\w+ )?(?:experience|issue|problem|situation|trouble|feedback|comments?|frustration|concerns?)))?(?= ?(?:[^\w\s']|$)| and | but )",
    r"sorry (?:to (?:hear|read) )?(?:that )?you(?:'ve| have|'re| are| were| had| feel| felt)? (?:had |having |been |experienced |experiencing |facing |feeling |are )*(?:(?:a|an|this|such a|such|any) )?(?:bad|poor|negative|disappointing|unpleasant|frustrating|dissatisf\w+|unhappy|disappointed|this way|experience)",
    r"regret to hear~", r"(?:any|the|this|all the|your) ?(?:\w+ )?inconvenience\w*", r"inconvenience caused",
    r"(?:thanks|thank you)(?: <w3>)? ?for (?:your|the|all your) (?:\w+ )?(?:message|feedback|review|comments?|e-?mail|patience|tweet|post|response|reply|enquiry|inquiry|understanding|input|query)",
    r"for (?:reaching out|contacting (?:us|\w+)|getting in touch|(?:bringing|drawing) (?:this|it|that) to our attention|sharing your (?:\w+ )?(?:feedback|experience|thoughts|concerns?|review)|taking the time|writing to us)",
    r"(?:we|i|is|are|highly|really|truly|greatly) (?:really |truly |greatly |highly |do |always )*(?:value|appreciate|valued|appreciated) (?:your|all|this|the|any|our customers'?)? ?(?:\w+ )?(?:feedback|opinion|input|business|comments?|patience|loyalty|custom|understanding)",
    r"your (?:feedback|opinion|satisfaction|comments?|experience|business|call|message|request|review)~ (?:is|are|means) ~(?:important|valuable|valued|appreciated|a lot)", r"customer satisfaction", r"valued? (?:customer|guest|client|feedback)", r"valuable feedback",
    r"(?:beste|geachte) (?:gast|bezoeker|reiziger|huurder|patient|lid|lezer|bewoner)", r"(?:nemen|neem) (?:elke|iedere|alle) (?:\w+ ){0,2}serieus", r"de moeite (?:heeft|hebt|nam|neemt|te nemen)~", r"dear (?:loyal |valued )?(?:customer|guest|client|sir|madam|user|traveller|passenger)", r"tak(?:e|es|ing) (?:all|your|any|every|such|customer|these|these kinds? of|this (?:matter|kind|type)) ?~seriously",
    r"we (?:always |constantly |do )?(?:strive|endeavou?r|aim|pride ourselves)(?: to (?:provide|offer|deliver|give|ensure|improve)| on| for)", r"not the (?:\w+ )?(?:experience|level of service|standards?|service|impression)(?: <w3>)?(?:we|you|that) ~(?:want|expect|strive|aim|like|deserve|pride)",
    r"(?:don't|do not) hesitate", r"should you (?:have|require|need) any", r"if you (?:have|need) any (?:further|other|more|additional|questions)", r"feel free to (?:contact|reach out|get in touch)", r"(?:rest|please be|be) assured", r"please be advised",
    r"(?:your|this|these) (?:feedback|comments?)~on board", r"we are committed to", r"we're committed to", r"(?:have|'ve) received your (?:message|complaint|e-?mail|feedback|request)", r"(?:fall\w*|fell) short of (?:your |our )?(?:high )?(?:expectations|standards)",
    r"help\w* us (?:to )?(?:improve|do better|grow)", r"at your earliest convenience", r"look(?:ing)? forward to (?:serving|welcoming) you",
)  # fmt: skip

PASS_ON = words(
    r"<we>~(?:geven|geef|gaven|speel|spelen|sturen|stuur|zetten|zet)~(?:door|verder|intern door)", r"(?:geven|geef|speel|spelen|sturen|stuur|zetten|zet) <we>~door", r"(?:door ?(?:gegeven|geven|te geven|gespeeld|gezet|gestuurd|sturen|spelen|te spelen|te zetten)|teruggekoppeld|terugkoppelen)",
    r"koppel\w*~terug", r"<we> (?:leggen|leg|zullen|zal|hebben|heb) ~(?:neer|neerleggen|neergelegd|voorgelegd|voorleggen|aangekaart|onder de aandacht)~", r"onder de aandacht (?:brengen|gebracht|te brengen)", r"breng\w* ~ onder de aandacht",
    r"(?:intern|binnen het team|met het team|met de organisatie|met de afdeling\w*|met de betrokken \w+) (?:\w+ )?(?:gedeeld|besproken|delen|bespreken|opgepakt|oppakken|aangekaart)", r"(?:feed|pass|take|share|raise|flag|discuss|address)(?:s|ed|ing)? (?:this|it|that|your \w+) (?:back |on )?internally", r"(?:pass|passed|passing|forward|forwarded|forwarding|relay|relayed|feed|fed|feeding|send|sent)~ (?:on to|along to|back to|on|along|back|to)", r"(?:share|shared|sharing|escalate|escalated|escalating|flag|flagged|raise|raised)~ (?:to|with|internally)", r"(?:feedback|comments?|complaint|concerns?) (?:has|have|is|are|will be) (?:been )?(?:\w+ )?(?:noted|passed|shared|logged|forwarded)",
)  # fmt: skip
PASS_ON_US = words(r"<we>|<i>|i'll|we'll|i've|we've|been|be|is|wordt|is|worden|zal|dit|het|intern")
TOLD = words(
    r"(?:geef|geven|laat|laten) <we> <je>",
    r"<we> (?:geef|geven) <je>",
    r"(?:je|u) (?:kunt|kan|mag) ~door",
    r"(?:stuur|zet|geef) ~door naar \S+@",
    r"with you",
    r"to you",
    r"je (?:pakket|bestelling|factuur|mail) ~door",
)
TO_WHOM = re.compile(
    r"(?<!\w)(?:aan|bij|naar|met|to|with|voor)\s+(?P<who>(?:(?!\s(?:en|and|zodat|so|die|who|om|omdat|because|want|dan|that)\s)[^.,!?;:\n]){2,70})(?P<which>\s(?:die|who|that)\s)?"
)
VAGUE = listed(
    """de het een onze ons mijn je jouw uw the our my your a an relevant relevante betrokken betreffende desbetreffende
    juiste verantwoordelijke bevoegde betreffend afdeling afdelingen dienst diensten collega collega's collegas team teams
    intern interne internally organisatie management leidinggevende leidinggevenden appropriate right concerned department
    departments colleague colleagues staff people dedicated responsible specialist specialists correct proper feedback
    opmerking opmerkingen klacht comment comments message bericht ervaring experience verder verdere hoger hogerhand zeker
    graag ook alle relevantie them hen ze zij it dit dat this that and en van of personen mensen instanties instantie
    company business upper higher ups us wider melding signaal signalen aandacht brengen next time volgende keer
    verbetering improvement future toekomst"""
)  # fmt: skip

OVERPROMISE = words(
    # nl
    r"garander\w*", r"gegarandeerd\w*", r"garantie dat", r"(?:geef|geven) <w3>(?:de |onze )?garantie", r"beloof", r"beloven", r"belofte dat", r"(?:100|honderd|duizend) ?(?:%|procent)~(?:zeker|opgelost|goed|garantie|op tijd)?",
    r"(?:zal|zullen|gaat|gaan|gebeurt|komt|overkomt|krijg\w*|zul)~nooit (?:meer|nog|weer)", r"nooit (?:meer|nog|weer) (?:\w+ )?(?:gebeur\w*|voorkom\w*|overkom\w*|last|problemen)", r"(?:gebeurt|gebeuren|overkomt|voorkomt|overkomen)~niet (?:meer|nog eens|nog een keer|weer|opnieuw|een tweede keer)",
    r"niet (?:meer|nog eens|nog een keer|opnieuw|weer) (?:zal |gaat |gaan |zullen |kunnen )?(?:gebeur\w*|voorkom\w*|overkom\w*)", r"(?:zal|gaat|zullen)~niet (?:meer|nog eens|nog een keer|opnieuw|weer)~(?:gebeuren|voorkomen|overkomen)",
    r"eens en (?:voor )?altijd", r"geen tweede keer", r"overkom\w* <je> ~(?:nooit|geen)", r"hand erop", r"(?:mijn|ons) woord", r"sta(?:an)? <we> (?:\w+ )?(?:voor in|garant|borg)", r"(?:beloofd|echt waar)(?= ?[!.]|$)", r"(?:staat|ligt|komt|is) (?:\w+ ){0,4}(?:hoe dan ook|wat er ook)", r"(?:absoluut|sowieso|hoe dan ook|geheid|ongetwijfeld|vast en zeker|beslist|linksom of rechtsom|koste wat (?:het )?kost|zonder twijfel|zeker weten)~(?:vandaag|morgen|opgelost|op tijd|binnen|in huis|geleverd|voor elkaar|goed|terug|krijg\w*|komt)",
    r"(?:vandaag|morgen|vanavond|vanmiddag) (?:nog )?(?:zeker|sowieso|absoluut|hoe dan ook|geheid|ongetwijfeld|vast en zeker|100 ?%)", r"(?:komt|ligt|heeft|hebben|krijg\w*|is|staat|wordt) ~(?:zeker|sowieso|absoluut|hoe dan ook|geheid) ~?(?:vandaag|morgen|vanavond|deze week|op tijd|opgelost|in huis)",
    r"ervan (?:op aan|uitgaan)~", r"daar kun\w* <je> (?:op rekenen|van op aan|van uitgaan)", r"reken maar", r"erewoord", r"op ons (?:rekenen|bouwen)", r"verzeker(?:en)? <je>", r"verzekeren <we>", r"wees (?:er )?(?:maar )?(?:van )?(?:verzekerd|gerust)",
    r"(?:komen|komt|leveren|levert|werkt|krijg\w*|lossen) ~altijd~(?:op tijd|alles|goed|op|foutloos|vlekkeloos)", r"altijd (?:op tijd|foutloos|vlekkeloos|raak)", r"nooit te laat", r"komt (?:helemaal |zeker |vast |allemaal |sowieso |echt )+(?:wel )?(?:goed|in orde)", r"lossen <we> (?:altijd|alles|zeker|sowieso|gegarandeerd)~op",
    # en
    r"guarantee(?:s|d)?", r"<i>(?:'ll|'d| can| will| do)? promise", r"(?:that's|it's|is) a promise", r"(?:you have|got) (?:my|our) word", r"(?:will|won't|'ll|does(?:n't| not)|never) ~(?:never )?happen(?:s|ing)? again", r"never ~(?:happens?|occurs?) again", r"(?:will|\w+'ll) never ~again", r"won't ~(?:happen|occur) again",
    r"(?:will|\w+'ll|is going to|are going to) (?:\w+ )?(?:definitely|certainly|absolutely|always|for sure|without (?:fail|a doubt)|100 ?%)", r"(?:definitely|certainly|absolutely) (?:will|be|get|have|arrive|receive|going to)", r"100 ?(?:%|percent|per cent)", r"hundred percent", r"no matter what", r"whatever it takes",
    r"(?:assure|assuring) you ~(?:will|won't|'ll|never|always)", r"for sure", r"without (?:fail|question|a doubt)", r"(?:can|may) (?:always )?(?:count|rely) on (?:us|it|that)", r"always (?:on time|deliver|arrive|get it right)", r"once and for all", r"promise(?= ?[!.]|$)", r"absolutely (?:sure|certain)", r"won't (?:see|have|get|find|notice) (?:a single|any|another|this) ~(?:again|next time|any ?more|ever)", r"(?:won't|will not|will never|never) (?:\w+ )?(?:ever )?happen", r"personal guarantee", r"(?:will|\w+'ll) (?:\w+ )?100 ?%", r"all (?:your|of your) problems",
)  # fmt: skip
NO_PROMISE = words(
    r"(?:niet|geen|niets|niks|nooit|moeilijk|lastig)~(?:beloven|beloof|garander\w*|garantie|gegarandeerd)", r"(?:beloven|beloof|garander\w*|garantie) (?:\w+ )?(?:\w+ )?(?:niet|niks|niets|geen|nooit|helaas)", r"(?:onder|binnen|buiten|met|in|voor|jaar|op|de|je|uw|van) (?:de |je |uw |onze )?(?:wettelijke )?garantie(?!\w| (?:dat|op))",
    r"garantie(?:termijn|periode|voorwaarden|bewijs|aanvraag|geval)\w*", r"zoals (?:beloofd|afgesproken)", r"(?:zodat|opdat|hop\w+|hopelijk|prober\w+|probeer|proberen|voorkomen dat|voorkomt dat|zoveel mogelijk|niet verwacht\w*|snap|begrijp\w*)",
    r"(?:can't|cannot|can not|won't|not|unable to|never|no|couldn't|wouldn't want to|hard to|don't want to|difficult to) (?:\w+ ){0,2}(?:promise|guarantee)\w*", r"(?:under|in|within|your|year|years|the|money[- ]back|covered by) (?:\w+ )?guarantee(?! that| you| it)", r"no guarantees?", r"so (?:that )?(?:it|this|we)", r"hop(?:e|ing|efully)", r"try(?:ing)?", r"(?:we|you were|were|was|as|been|i) promised",
)  # fmt: skip

DENIAL = words(
    r"(?:dit|dat|wat <je> (?:zegt|schrijft|beweert|stelt)|<uw> (?:verhaal|bewering|klacht|bericht)) (?:klopt|is) (?:echt |gewoon |dus |helaas |simpelweg |natuurlijk |absoluut |toch |pertinent |helemaal )*(?:niet|onjuist|niet waar|niet juist|onwaar|onterecht|een leugen)(?= ?(?:[^\w\s]|$)| (?:want|omdat|hoor|wat|helemaal))", r"klopt (?:echt |gewoon |dus |helemaal |absoluut |simpelweg )*niet wat <je> (?:zegt|schrijft|beweert|stelt)", r"klopt (?:echt |gewoon |dus |helemaal )*(?:niets|niks) van",
    r"(?:that|this|what you(?:'re| are)? (?:say|claim|writ)\w*|your (?:claim|statement|review|version|story|comment))(?:'s| is|isn't| is not)? (?:simply |just |actually |really |frankly |absolutely |completely |factually )*(?:not true|not correct|incorrect|untrue|false|inaccurate|wrong|not the case|not accurate|simply not)", r"that(?:'s| is)n't (?:true|correct|the case|accurate)", r"(?:that|this) (?:is not|isn't) (?:\w+ )?(?:true|correct|accurate|what happened)",
)  # fmt: skip
DEFENSIVE = words(
    # nl
    r"(?:zoals|gelijk) (?:\w+ )?(?:duidelijk|uitdrukkelijk|meermaals|meerdere keren|nadrukkelijk|herhaaldelijk) (?:\w+ ){0,4}(?:vermeld|aangegeven|beschreven|gecommuniceerd|uitgelegd|gezegd|staat|te lezen|gemeld)", r"(?:zoals|gelijk) (?:\w+ ){0,2}(?:in|op) (?:onze|de|het|ons) (?:\w+ )?(?:voorwaarden|website|site|webshop|pagina|mail|bevestiging\w*|contract)~(?:vermeld|aangegeven|beschreven|staat|te lezen)?", r"zoals (?:eerder|reeds|al eerder) (?:vermeld|gezegd|aangegeven|uitgelegd|gemeld)", r"(?:staat|stond|vermeld\w*) (?:toch |namelijk |immers |gewoon |heel |nochtans )*(?:duidelijk|overal|gewoon|toch|nochtans|zwart op wit)~(?:op|in|bij|vermeld|aangegeven)", r"duidelijk (?:vermeld|aangegeven|gecommuniceerd|te lezen)", r"(?:volgens|conform|op basis van|krachtens|overeenkomstig) (?:onze|de) ?(?:algemene|leverings|verkoop|retour)? ?-?(?:\w*voorwaarden|regels|huisregels|\w*beleid|procedures?)", r"(?:algemene|leverings|kleine) ?(?:voorwaarden|lettertjes)",
    r"<je> had(?:den|t)? (?:(?!niet|nooit|zo|hier|geen)[\w'-]+ ){0,7}(?:moeten|kunnen) (?!krijgen|ontvangen|horen|hebben|zijn|worden|rekenen|kunnen|meemaken)\w+", r"(?<!ik[ ])(?<!wij[ ])(?<!we[ ])had(?:den|t)? <je> (?:(?!niet|nooit|zo|hier|geen)[\w'-]+ ){0,7}(?:moeten|kunnen)(?! (?:krijgen|ontvangen|horen|hebben|zijn|worden|rekenen|kunnen|meemaken))", r"<we> (?:zijn|is|ben) (?:hier |hiervoor |daar |daarvoor |dan ook |echter )*niet (?:verantwoordelijk|aansprakelijk|schuldig)", r"(?:kunnen|kan) <we> (?:hier |hiervoor |daarvoor |echt )*niet (?:verantwoordelijk|aansprakelijk)", r"(?:niet|geen) (?:\w+ )?onze (?:schuld|fout|verantwoordelijkheid|probleem)", r"(?:niet|geen) ons probleem", r"(?:ligt|lag) (?:echt |toch |hier |dus )?niet (?:aan|bij) ons", r"treft ons geen", r"geen (?:schuld|blaam)", r"<we> ~(?:niets|niks) (?:verkeerd|fout|mis) ?(?:gedaan)?(?= ?(?:[^\w\s]|$))", r"(?:daar|hier|er) (?:kunnen|kan) <we> (?:echt |ook |helaas )*(?:niets|niks|weinig) aan doen", r"<we> (?:kunnen|kan) (?:er|hier|daar) (?:ook |echt |helaas )*(?:niets|niks|weinig) aan doen", r"<we> herkennen (?:ons|dit|dat|uw|je) (?:\w+ ){0,3}niet", r"<we> doen (?:ook maar |gewoon |echt )?ons best", r"(?:andere|alle andere|de meeste|onze andere|al onze|veel) klanten (?:\w+ ){0,6}(?:wel|geen|tevreden|nooit|blij)", r"(?:niemand anders|andere klanten|verder niemand|niemand) ~(?:klaagt|klagen|last|problemen|klachten)", r"nog nooit (?:een |eerder )*klacht\w*", r"nooit (?:eerder )?klachten", r"(?:beleid is|regels zijn) (?:nu eenmaal )?(?:de )?(?:beleid|regels)", r"zo (?:zijn|is) (?:nu eenmaal )?(?:de|ons|onze|het) (?:regels|beleid)", r"nu eenmaal (?:de regels|ons beleid|het beleid|beleid|zo)", r"<je> (?:vergist|vergissen) (?:je|u|zich)", r"<je> (?:heb|hebt|heeft) ongelijk", r"<we> (?:zijn|ben) het (?:hier |daar |totaal |absoluut |niet )*(?:niet mee eens|oneens)", r"(?:onterechte|ongegronde?|onredelijke?) (?:klacht|kritiek|review|beschuldiging)\w*", r"ten onrechte", r"tevreden klanten", r"(?:is|blijft) (?:jouw|uw|je) (?:eigen )?mening", r"(?:staat|stond|hangt|hing|staan) ~(?:uitgelegd|vermeld|aangegeven|beschreven|te lezen|op de borden|in het reglement|in de handleiding|op de verpakking)", r"(?:zoals|gelijk) (?:\w+ ){0,2}(?:in|op) (?:onze|de|het|ons) (?:\w+ )?(?:\w*reglement|huisregels|polis\w*|folder|borden|bordjes|handleiding|instructie\w*|verpakking|label|bon|offerte|brief)", r"(?:is|gaat|geldt|werkt|zijn|kan|moet) (?:het |dat |dit |wij |we )?nu ?eenmaal", r"weet (?:toch )?iedereen", r"iedereen weet", r"(?:niet|nooit) (?:\w+ )?aansprakelijk", r"op eigen risico", r"(?:medewerk\w+|chauffeur\w*|collega\w*|personeel|team|monteur\w*|bezorger\w*) ~(?:volgens|correct|juist|netjes) (?:\w+ ){0,2}(?:gehandeld|regels|procedures?|protocol|voorschrift\w*)", r"geen (?:andere |verdere |eerdere )?(?:meldingen|klachten) (?:over|van|ontvangen|bekend|gehad|binnen)", r"niets (?:van )?bekend", r"(?:ligt|lag|zit) (?:\w+ ){0,2}(?:niet|buiten) (?:aan |bij )?(?:ons|onze)", r"buiten onze (?:schuld|macht|verantwoordelijkheid)", r"(?:moet|moeten) <we> (?:toch |wel |echt )*(?:tegenspreken|corrigeren|nuanceren|rechtzetten)", r"niet (?:\w+ ){0,3}(?:verantwoordelijk|aansprakelijk)(?= ?(?:[^\w\s]|$)| (?:voor|gehouden|gesteld|worden))", r"<we> hebben (?:\w+ ){0,4}(?:netjes|correct|juist|alles) (?:\w+ )?(?:gehandeld|gedaan|afgehandeld)", r"volgens (?:het boekje|de afspra\w+|de regels|de procedure\w*|protocol)", r"<we> (?:treft|treffen) geen", r"(?:verhaal|verslag|weergave|lezing|versie|beschrijving|situatie) (?:\w+ )?herkennen <we>", r"herken(?:nen)? <we> (?:\w+ ){0,4}niet", r"(?:andere|overige) (?:gasten|klanten|reizigers|bezoekers|patienten|bewoners|huurders|leden) (?:\w+ ){0,5}(?:geen|nergens|nooit|wel|niemand|niets|niet|tevreden|blij)", r"hadden (?:alle |de )?(?:andere|overige) (?:gasten|klanten|reizigers|bezoekers) ", r"(?<!niet[ ])(?:correct|juist|netjes) (?:gehandeld|opgetreden|behandeld|te werk gegaan)", r"(?:niets|niks|weinig) aan (?:veranderen|doen|verhelpen)(?= ?(?:[^\w\s]|$))", r"(?:onze|de) (?:\w+ )?(?:medewerk\w+|ober|chauffeur|collega|monteur|bezorger|kassiere?) (?:zegt|verzekert|geeft aan|verklaart|ontkent)", r"voor de duidelijkheid", r"<je> (?:heb|hebt|heeft|bent|ging) (?:\w+ ){0,6}(?:geaccepteerd|akkoord|ondertekend|ingestemd)", r"(?P<same>wet|afspraak|contract|regel|policy|law|deal|contract|rule) is (?:nu eenmaal )?(?:de |een |a |the )?(?P=same)", r"<je> (?:\w+ ){1,4}(?:heb|hebt|heeft|bent) (?:geaccepteerd|ondertekend)", r"wat <we> (?:\w+ ){0,3}(?:fout|verkeerd) (?:\w+ )?(?:deden|gedaan|doen)", r"met alle respect", r"ter verdediging", r"om eerlijk te zijn", r"overigens hadden", r"uw verwachting\w* (?:was|waren|is|zijn)", r"daar (?:kiest|koos|heeft) <je> (?:toch )?zelf",
    # en
    r"as (?:\w+ )?(?:clearly|explicitly|already|previously|repeatedly) (?:stated|mentioned|explained|outlined|described|noted|communicated|advertised|set out|told|said)", r"as (?:stated|mentioned|explained|outlined|described|noted|set out|advertised) (?:\w+ ){0,3}(?:terms|website|policy|conditions|site|page|e-?mail|contract)", r"as (?:per|is clear from) (?:our|the)", r"(?:\w+(?:'s| is| are| was)? )?(?:very |quite |all )?clearly (?:states?|stated|says?|said|mentioned|written|indicated|marked|advertised|explained)", r"(?:terms|policy|t&cs|terms and conditions|conditions) (?:clearly |are (?:very )?clear|states?|do state|say)", r"(?:according to|under|per|see|in line with|in accordance with) (?:our|the) (?:terms|t&cs|t&c's|terms and conditions|conditions of|policy)", r"terms and conditions", r"(?:not|n't|isn't|wasn't) (?:\w+ )?(?:our|my) (?:fault|responsibility|problem)", r"nothing to do with us", r"<i>(?:'ve| have)? (?:did|done) nothing wrong", r"<i> (?:are|'re|am|cannot be|can't be)(?: \w+)? (?:held |not )*(?:not responsible|not liable|responsible for (?:this|that)|liable for)", r"you(?:'re| are) (?:\w+ )?(?:mistaken|confused|misinformed|wrong)(?! (?:size|item|order))", r"(?:we|i) (?:strongly |completely |respectfully |must |have to |totally )*disagree", r"(?:no(?:body| one|-one) else|other customers|no other customers?) (?:\w+ ){0,4}(?:complain\w*|problems?|issues?)", r"(?:other|most|all our other|our other|plenty of|many|thousands of|all our) customers (?:\w+ ){0,3}(?:happy|love|satisfied|fine|manage|never|don't|do not)", r"never (?:had|received|get|got) (?:\w+ )?complaints?", r"rules are rules", r"(?:that's|it's|this is|that is) (?:just |simply )?(?:our|the|company) policy", r"<i>(?:'re| are|'m| am)? (?:only |just )?(?:do|doing) (?:our|my) best", r"(?:unfair|unfounded|baseless|unjustified|false) (?:review|criticism|accusation|complaint|claim)\w*", r"nothing (?:we|i) (?:can|could) do", r"you (?:\w+ )?should(?:'ve| have) (?:\w+ )?(?:read|checked|known|ordered|called|contacted|told|asked|noticed|looked|followed|reported|waited)", r"actually,? you", r"in our defen[cs]e", r"not ours(?= ?(?:[^\w\s]|$))", r"you (?:accepted|agreed to|signed) (?:\w+ ){0,3}(?:conditions|terms|policy|contract|agreement)", r"what <i> did wrong", r"not what happened", r"(?:hardly|scarcely|not|isn't|wasn't) (?:\w+ )?(?:our|my|the (?:driver|shop|waiter|team)'s) (?:fault|responsibility|problem|mistake)", r"with (?:all due |the greatest )?respect", r"your (?:account|version|story|recollection|description) (?:of events )?(?:is|isn't|was|wasn't|does|doesn't) ", r"(?:our|the) (?:\w+ )?(?:waiter|driver|colleague|staff|team|agent|engineer|manager|records?|system) (?:says?|tells? us|assures?|insists?|shows?) (?:\w+ ){0,3}(?:otherwise|different\w*|never|not|that's not|no such|you (?:were|did))", r"(?:no|none of (?:our|the)) (?:other )?(?:guests?|customers?|passengers?|patients?|residents?|visitors?|clients?|members?) (?:\w+ ){0,3}(?:complain\w*|mention\w*|report\w*|minded|noticed|had)", r"(?:all|every|most of) (?:our |the )?other (?:guests?|customers?|passengers?|patients?|residents?|visitors?)", r"to be fair(?= ?,)", r"for the record", r"(?:let's|just to) be clear", r"acted (?:\w+ )?(?:correctly|properly|appropriately|professionally|in line|within)", r"(?:can't|cannot|couldn't) (?:\w+ )?(?:do|change) (?:anything|much) about", r"your expectations (?:are|were)", r"reasonable people", r"by the book", r"(?:can't|cannot|can not|won't|not) (?:\w+ )?(?:be held|hold us|accept|take) (?:\w+ )?(?:responsib\w+|liab\w+|accountab\w+)", r"(?:did|done|do) (?:everything|all|nothing) (?:\w+ )?(?:right|we could|correctly|wrong|in our power)", r"followed (?:our|the|all) (?:\w+ )?(?:process|procedures?|policy|rules|protocol)", r"that(?:'s| is) (?:just )?your opinion", r"(?:thousands|hundreds|lots|plenty) of (?:\w+ )?(?:happy|satisfied) customers", r"no (?:other |further |similar )?(?:reports|complaints) (?:of|about|from|like)", r"(?:staff|team|colleagues?|drivers?|employees?|agents?) (?:\w+ )?(?:follow|followed|acted|did) ~(?:procedures?|policy|protocol|correctly|everything|rules|properly)", r"(?:isn't|is not|wasn't|aren't|not) (?:\w+ )?(?:ours|our doing|down to us|our (?:error|mistake))", r"as (?:our|the) (?:\w+ ){1,3}makes? (?:plain|clear)", r"(?:is|are|was|were) (?:quite |perfectly |very |all )?(?:clear|plain|spelled out|spelt out) (?:in|on|from|about)", r"at (?:your|their) own risk", r"outside (?:of )?our control", r"beyond our control", r"everyone knows", r"not (?:held )?liable", r"cannot (?:be held|accept|take) (?:\w+ )?(?:responsib\w+|liab\w+)", r"to be fair to (?:us|our)", r"(?:you|customers) (?:did )?(?:agreed?|accepted|signed)(?: \w+)? (?:to )?(?:this|these|that|the terms|our terms)",
)  # fmt: skip
OWN_FAULT = words(
    r"inderdaad", r"<je> (?:heb|hebt|heeft) (?:\w+ )?gelijk", r"gelijk (?:in|heb|hebt|heeft)", r"excuses", r"sorry", r"onze fout", r"fout van ons", r"foutje", r"terecht", r"you're right", r"you are right", r"our (?:mistake|error|fault|bad)", r"apolog\w+", r"(?:bedrag|rekening|factuur|tekst|info\w*|prijs|melding|website|site|app) klopt",
    r"amount|our (?:page|website|app|label)", r"niet (?:jouw|je|uw) (?:schuld|fout)", r"corriger\w*|herstel\w*|pas(?:sen)? .{0,20} aan|put (?:it|this) right|kijk\w*|zoek\w*|check\w*|look\w* into",
)  # fmt: skip

DETAILS = words(
    r"(?:persoonlijke |account|klant)?gegevens",
    r"account",
    r"dossier",
    r"\w*nummer",
    r"details",
    r"personal",
    r"\w+ number",
    r"data",
    r"information",
)
ASKED = Says(r"\?")
