"""The reviewer: what each rule must find, and the look-alikes that it must leave alone."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.case import Post, Turn
from bot.review import GUIDELINES, LEVELS, Brief, Finding, ok, review
from bot.review_text import plain
from bot.review_words import FORBIDDEN_PHRASE, MESSAGES, PASSED_ON, TOO_LONG_TO_SEND

POSTS = {
    "nl": "Mijn pakket is nu al een week te laat en niemand van jullie reageert, ik ben er echt klaar mee",
    "en": "My parcel is a week late now and nobody at your end replies to me, I have really had enough of this",
}
DUTCH = re.compile(
    r"\b(?:de|het|een|ik|je|u|wij?|niet|is|dat|uw|voor|met|van|en|te|om|naar|jullie|heeft|hebben|wat)\b", re.IGNORECASE
)
ENGLISH = re.compile(
    r"\b(?:the|a|i|you|we|not|is|that|your|for|with|of|and|to|it|has|have|what|are|this|our)\b", re.IGNORECASE
)


def language_of(text: str) -> str:
    """A stand-in for the detector: which language's small words there are more of."""
    dutch, english = len(DUTCH.findall(text)), len(ENGLISH.findall(text))
    return "other" if dutch == english else "nl" if dutch > english else "en"


def brief(reply: str = "", **known: object) -> Brief:
    """A complaint of Sanne de Boer on Facebook, in the language of the reply, unless something else is `known`."""
    lang = language_of(reply)
    post = Post(text=POSTS.get(lang, POSTS["nl"]), author="Sanne de Boer", platform="facebook")
    return Brief(**({"post": post} | known))  # type: ignore[arg-type]


def rules(reply: str, **known: object) -> set[str]:
    """The rules that `reply` breaks."""
    return {finding.rule for finding in review(reply, brief(reply, **known), language_of)}


FOUND: dict[str, list[str]] = {
    "robot_phrase": [
        "We vinden het jammer dat u dit zo ervaart. Anna",
        "Wat vervelend om te horen, Sanne. Ik zoek het uit en laat je vandaag weten waar het is. ^Anna",
        "Jammer dit te lezen. We kijken er vandaag nog naar. Groet, Anna",
        "Bedankt voor uw bericht. We zoeken het vandaag uit. Groet, Anna",
        "We nemen uw feedback mee. Groet, Anna",
        "We geven het door aan de betrokken afdeling. Groet, Anna",
        "Onze excuses voor het ongemak. We bellen de koerier vandaag. Anna",
        "Ik heb het intern doorgegeven. Groet, Anna",
        "Uw mening is voor ons erg belangrijk. Groet, Anna",
        "We're sorry to hear that. We'll look into it today. Tom",
        "Thank you for your feedback, we will look at it today. Tom",
        "We apologise for any inconvenience caused. Tom",
        "We value your opinion and will pass this on to the relevant team. Tom",
        "Please rest assured that we take all complaints very seriously. Tom",
        "Thanks for reaching out, I'm checking with the depot today. Tom",
    ],
    "dm_first": [
        "Hoi Sanne, stuur ons even een DM, dan kijken we mee. ^Anna",
        "Wat vervelend! Wil je ons een privébericht sturen met je gegevens? Groet, Anna",
        "Hoi Sanne, dat is niet de bedoeling. Neem even contact op met onze klantenservice via 0900-1234. Anna",
        "Oei, dat klinkt niet goed. Mail ons via webcare@winkel.nl, dan helpen we je verder. Anna",
        "Dag Sanne, we hebben je een privébericht gestuurd. Groet, Anna",
        "Hi Sanne, please DM us and we'll take a look. Tom",
        "Sorry about this! Could you send us a private message with more details so we can help? Tom",
        "Sorry Sanne. Please give our customer service a call. Tom",
        "We'd love to make this right. Please e-mail us at care@shop.com. Tom",
        "Hi Sanne, I've sent you a DM. Tom",
    ],
    "overpromise": [
        "Je pakket wordt morgen gegarandeerd bezorgd. Sorry voor het wachten. ^Anna",
        "Ik beloof je dat het morgen binnen is. Sorry! Anna",
        "Sorry Sanne, dit zal nooit meer gebeuren. Ik bel de koerier nu. Anna",
        "Sorry, maak je geen zorgen, dit komt helemaal goed. Ik kijk er nu naar. Anna",
        "Sorry Sanne, hij komt 100% zeker vandaag. Anna",
        "You will definitely have it tomorrow, sorry for the wait. Tom",
        "Sorry Sanne, I promise it won't happen again. Tom",
        "We guarantee delivery by Friday. Sorry! Tom",
        "Sorry about that. This will never happen again, you have my word. Tom",
    ],
    "missing_signature": [
        "Wat een gedoe, Sanne. Ik vraag het nu na en laat je voor 17.00 uur weten waar je pakket is.",
        "Sorry Sanne! Ik bel het depot en kom er vandaag op terug. Groet, team Voorbeeld",
        "Sorry Sanne! Ik bel het depot en kom er vandaag op terug. Groetjes!",
        "Sorry Sanne, I'll find out where it is and tell you here by 5 pm.",
        "Sorry Sanne, I'll find out where it is and tell you here by 5 pm. Kind regards, the customer care team",
        "I'll tell you here by 5 pm where it is. Thanks, Sanne",
    ],
    "missing_empathy": [
        "Hoi Sanne, je pakket ligt in het depot in Breda en wordt morgen bezorgd. ^Anna",
        "Kun je me zeggen bij welke winkel je dit kocht? Dan kijk ik mee. Groet, Anna",
        "De levertijd is nu vijf werkdagen. Je pakket komt vrijdag. Anna",
        "Hi Sanne, your parcel is at the depot in Leeds and goes out tomorrow. Tom",
        "Which shop did you buy it in? I'll check the stock today. Tom",
        "Delivery currently takes five working days. Thank you for your understanding. Tom",
    ],
    "missing_next_step": [
        "Hoi Sanne, wat een nare ervaring. Dat hoort natuurlijk niet zo. Groet, Anna",
        "Sorry dat het zo gelopen is, dat snappen we heel goed. Anna",
        "Onze excuses, Sanne. Helaas kunnen wij hier niets aan doen. Anna",
        "Hi Sanne, that's really not good enough. We understand how annoying this is. Tom",
        "So sorry, Sanne. There is nothing we can do. Tom",
        "I'm sorry it went like this. That must have been frustrating. Tom",
    ],
    "missing_time": [
        "Sorry Sanne. We zoeken het uit en komen erop terug. ^Anna",
        "Balen, Sanne. Ik vraag het na en laat het je zo snel mogelijk weten. Anna",
        "Dat is niet oké. Een collega neemt contact met je op. Groet, Anna",
        "Sorry! Je hoort van ons. Anna",
        "Sorry Sanne, we're looking into it and will get back to you. Tom",
        "Sorry Sanne. We'll keep you posted. Tom",
        "That's not good enough. I'll chase the courier and let you know as soon as possible. Tom",
        "Sorry! Someone from the team will be in touch soon. Tom",
    ],
    "defensive": [
        "Zoals duidelijk vermeld op onze site is de levertijd vijf dagen. Anna",
        "Dat klopt niet. Wij hebben u gisteren gemaild. Anna",
        "Volgens onze algemene voorwaarden heeft u geen recht op annulering. Anna",
        "Daar kunnen wij niets aan doen, de koerier is te laat. Anna",
        "U had moeten bellen. Anna",
        "As stated in our terms, delivery can take ten days. Tom",
        "That's simply not true, we e-mailed you yesterday. Tom",
        "This is not our fault, the courier is late. Tom",
        "Our other customers are happy with this. Tom",
    ],
    "angry": [
        "Hou nou eens op met dat gezeur. Anna",
        "Wat een onzin, Sanne. Anna",
        "U liegt gewoon. Anna",
        "WIJ HEBBEN U AL DRIE KEER GEANTWOORD. Anna",
        "We hebben dit al uitgelegd!!! Anna",
        "Dan gaat u toch lekker naar de concurrent. Anna",
        "Get a life, Sanne. Tom",
        "Stop whining, we're doing what we can. Tom",
        "We have ALREADY TOLD YOU THIS. Tom",
        "Shit happens. Tom",
        "You're being ridiculous. Tom",
    ],
    "blames_customer": [
        "Dat is uw eigen schuld. Anna",
        "Je had gewoon thuis moeten zijn, dan was het pakket er nu. Anna",
        "U had de dienstregeling moeten raadplegen. Anna",
        "Had je de handleiding gelezen, dan was dit niet gebeurd. Anna",
        "Had u maar eerder moeten bestellen. Anna",
        "U had de beschrijving beter moeten lezen. Anna",
        "Je hebt het adres verkeerd ingevuld, dus ja. Anna",
        "Als je goed had gelezen, had je dit geweten. Anna",
        "Volgende keer even beter opletten. Anna",
        "You should have read the description. Tom",
        "It's your own fault for ordering late. Tom",
        "Next time, please read the terms. Tom",
        "You failed to give us the right address. Tom",
        "If you had checked the size guide this would not have happened. Tom",
    ],
    "belittling_humour": [
        "Rustig maar Sanne, hij komt eraan. Anna",
        "Haha, die van ons zijn ook altijd zoek 😂 Anna",
        "Het valt toch wel mee, een weekje. Anna",
        "Het is maar een pakketje. Anna",
        "Beetje overdreven, vind je niet? Anna",
        "Calm down, it's on its way. Tom",
        "It's only a parcel, Sanne. Tom",
        "Lol, our drivers love the scenic route 🤣 Tom",
        "First world problems! Tom",
        "It could be worse. Tom",
    ],
    "asks_personal_data": [
        "Sorry Sanne! Wat is je telefoonnummer? Dan bellen we je. Anna",
        "Kun je hier je bestelnummer en postcode delen? Anna",
        "Mag ik je e-mailadres? Anna",
        "Geef je klantnummer even door, dan kijk ik mee. Anna",
        "Op welk adres moest het pakket komen? Wat is uw geboortedatum? Anna",
        "We hebben je ordernummer nodig. Anna",
        "Wat is je ordernummer? Hier of via DM, wat jij wilt. Anna",
        "Could you share your order number here? Tom",
        "What's your phone number? Tom",
        "Please reply with your full name and address. Tom",
        "Can I have your email address? Tom",
        "Let us know your booking reference and we'll check. Tom",
    ],
    "public_compensation": [
        "Sorry Sanne! Je krijgt van ons een voucher van € 10. Anna",
        "We geven je 20% korting op je volgende bestelling. Anna",
        "We storten 25 euro terug. Anna",
        "Als goedmaker sturen we je een cadeaubon. Anna",
        "We betalen je het volledige bedrag terug. Anna",
        "Sorry! Here's a £10 voucher. Tom",
        "We'll give you a full refund. Tom",
        "I've added 20% off to your account. Tom",
        "We'd like to offer you compensation. Tom",
        "Have dinner on us. Tom",
    ],
    "too_dry": ["Bedankt.", "Done", "Wordt opgelost. Anna", "Hoi Sanne, dankjewel! Groet, Anna", "Noted, thanks. Tom", "Hi Sanne, sorry! ^Tom"],
    "placeholder_left": [
        "Hoi [naam], sorry dat het zo lang duurt. Anna",
        "Beste {voornaam}, we zoeken het uit. Anna",
        "Beste klantnaam, we zoeken het uit. Anna",
        "We komen er om XX.XX uur op terug. Anna",
        "Je pakket is er op <datum>. Anna",
        "Hi {{first_name}}, sorry about this. Tom",
        "Dear NAME, sorry about this. Tom",
        "Lorem ipsum dolor sit amet. Tom",
        "We'll call you at XXX. Tom",
        "Your parcel will be there by [date]. Tom",
    ],
    "announces_deletion": [
        "We verwijderen je reactie. Anna",
        "Je bericht is verwijderd omdat het niet klopt. Anna",
        "Als dit zo doorgaat blokkeren we je. Anna",
        "We halen deze review offline. Anna",
        "We have removed your comment. Tom",
        "Your review has been deleted. Tom",
        "We're taking this post down. Tom",
        "We'll hide your comment and block you. Tom",
    ],
}  # fmt: skip

CLEAN: dict[str, list[str]] = {
    "robot_phrase": [
        "Een week wachten is te lang, Sanne. Ik bel nu met de koerier. ^Anna",
        "Ik heb Karim van het depot in Breda gevraagd waar je pakket is; voor 17.00 uur lees je het hier. Anna",
        "Ik leg je voorstel morgen voor aan onze inkoper Fleur en laat je hier weten wat ze ervan vindt. Anna",
        "Bedankt dat je dit meldt, ik heb de winkel in Gent net gebeld. Anna",
        "Wat vervelend dat je pakket al een week zoek is. Ik bel de koerier. Anna",
        'Ik schreef "bedankt voor uw bericht", maar dat zegt niets. Sorry. Ik zoek nu uit waar het ligt. Anna',
        "Sorry your parcel's been sitting at the depot all week, Sanne. Tom",
        "I've asked Priya at the Leeds depot to look for it and she'll reply to me by noon. Tom",
        "Thanks for the photo, that helps: it is the old model. Tom",
        "Ik laat dit vandaag lezen aan de collega's die de route maken en kom er morgen op terug. Anna",
        "Fair point about the labels. I showed your post to Sam, who designs them, and he'll answer here tomorrow. Tom",
    ],
    "dm_first": [
        "Sorry Sanne. Ik heb het depot gebeld: je pakket ligt in Breda en gaat morgen mee. Komt het niet, stuur me dan een DM. ^Anna",
        "Wat naar, Sanne. Omdat het om je persoonlijke gegevens gaat, bespreek ik dit liever niet hier: stuur me een privébericht. Anna",
        "Dat is schrikken. Je gegevens horen niet openbaar op deze pagina. Stuur ons een privébericht, dan zoekt mijn collega het vandaag uit. Anna",
        "Dat is niet best. Welk model heb je, en wat staat er op het scherm? Je kunt ook mailen naar hulp@winkel.nl. Anna",
        "Je hoeft ons geen DM te sturen, Sanne, we lossen het hier op: ik vraag nu de chauffeur waar het is. Anna",
        "Bel bij een gaslucht meteen 112 en ga naar buiten. Sorry Sanne, onze monteur is onderweg. Anna",
        "Sorry Sanne. I checked with the depot: it's in Leeds and goes out tomorrow. If it doesn't turn up, send me a DM. Tom",
        "That's worrying, Sanne. Everyone can read along here, so please send your account details in a private message. Tom",
        "Which model is it, and what does the screen say? Sorry about this. You can also email us. Tom",
        "We had your DM and answered there. Sorry for the long wait, I'll also say here how it ends. Tom",
        "Sorry Sanne, ik bel je om 15.00 uur op het nummer dat je gaf. Anna",
        "Sorry Sanne. De manager neemt vandaag contact met je op. Anna",
    ],
    "overpromise": [
        "We kunnen niets garanderen, maar ik bel de koerier nu. Sorry, Sanne. Anna",
        "Ik kan niet beloven dat het morgen komt. Wel vraag ik het na. Anna",
        "Je wasmachine valt nog onder de garantie, Sanne. Anna",
        "De garantie van twee jaar geldt ook voor de accu. Anna",
        "We hadden je iets anders toegezegd en dat is niet gelukt. Anna",
        "Je kunt me hier altijd een vraag stellen. Anna",
        "I can't promise it will be there tomorrow, but I'll chase it. Tom",
        "We can't guarantee a time, sorry. Tom",
        "We promised you Monday and that didn't happen. Sorry, Sanne. Tom",
        "It's still under guarantee, so a repair costs nothing. Tom",
    ],
    "missing_signature": [
        "Ik zoek het vandaag uit. ^AB",
        "Ik zoek het vandaag uit.\n\nMet vriendelijke groet,\nAnna de Vries\nWebcare Voorbeeld",
        "Ik zoek het vandaag uit. Groetjes, Anna van team Voorbeeld",
        "Ik zoek het vandaag uit – Anna",
        "Ik zoek het vandaag uit. Anna",
        "Hoi Sanne, Anna hier van Voorbeeld. Ik zoek het vandaag uit.",
        "I'll find out today. /JR",
        "I'll find out today.\n\nKind regards,\nTom",
        "I'll find out today. Tom from Example",
        "I'll find out today - Tom x",
    ],
    "missing_empathy": [
        "Drie weken wachten is veel te lang. Ik bel nu. Anna",
        "Dat had ons niet mogen overkomen. Ik bel nu. Anna",
        "Logisch dat je er klaar mee bent. Ik bel nu. Anna",
        "Je hebt gelijk, dit ging mis. Ik bel nu. Anna",
        "You're right, we should have called. I'm on it. Tom",
        "A week is far too long. I'm calling them. Tom",
        "I can see why you're fed up. I'm calling them. Tom",
        "That's not how it should go. I'm calling them. Tom",
    ],
    "missing_next_step": [
        "Sorry Sanne. In welke winkel was dit? Anna",
        "Sorry! Onze monteurs zijn ermee bezig. Anna",
        "Sorry, het is inmiddels opgelost. Anna",
        "Balen! Probeer de app eens opnieuw te installeren. Anna",
        "Vergoeden kunnen we het niet, sorry, maar ik vraag wel na hoe dit kwam. Anna",
        "Sorry Sanne. Which shop was this in? Tom",
        "Sorry, it's fixed now. Tom",
        "Sorry! Please try turning it off and on again. Tom",
        "Sorry, I've asked the driver. Tom",
    ],
    "missing_time": [
        "Sorry Sanne. Ik zoek het uit en kom er vandaag nog op terug. ^Anna",
        "Sorry! Je hoort voor 17.00 uur van me. Anna",
        "Sorry! Ik vraag het na. Morgenochtend lees je hier het antwoord. Anna",
        "Sorry! In welke winkel was het? Dan zoek ik het uit. Anna",
        "Sorry! Laat het ons weten als het weer gebeurt. Anna",
        "Sorry Sanne, I'll get back to you by 5 pm. Tom",
        "Sorry! I'll let you know within two hours. Tom",
        "Sorry! Which shop was it? Then I'll look into it. Tom",
        "Sorry! Let us know if it happens again. Tom",
    ],
    "defensive": [
        "Het bedrag op je factuur klopt niet, je hebt gelijk. Sorry. Anna",
        "Dat klopt niet inderdaad, onze fout. Ik pas het aan. Anna",
        "Ik kijk wat er niet klopt. Anna",
        "Je had gisteren al een bericht moeten krijgen. Sorry. Anna",
        "Wij hadden je moeten bellen. Sorry. Anna",
        "The amount isn't right, sorry. I'm correcting it. Tom",
        "You should have received an e-mail yesterday. Sorry. Tom",
        "We should have told you. Sorry. Tom",
        "It doesn't matter whose fault it is, I'll sort it. Tom",
    ],
    "angry": [
        "Dat was een domme fout van ons. Sorry, Sanne. Anna",
        "Je bent echt geen zeur, dit moet gewoon goed. Sorry. Anna",
        "Ik hou je op de hoogte. Sorry voor het wachten. Anna",
        "Ik ga een monteur sturen, sorry voor het wachten. Anna",
        "De NS en de KLM hebben een storing, kijk op de PDF van de ANWB. Anna",
        'Je schreef "wat een kutbedrijf" en dat snap ik na zo\'n week. Sorry. Anna',
        "Wat een gedoe, dat is niet leuk voor je. Sorry. Anna",
        "That was a stupid mistake on our side. Sorry. Tom",
        "You're not being rude at all, this took too long. Tom",
        "The problem lies with our courier. Sorry. Tom",
        "Please don't think you're moaning, we got this wrong. Tom",
        "The BBC and ITV apps on your TV need an update. Sorry. Tom",
        "Hoi Karen, sorry. Onze collega Lies belt je vandaag. Anna",
        "Bent u slechthorend? Dan sturen we een brief. Sorry. Anna",
        "I'm sorry you had to put up with this. Tom",
        "What a pile of rubbish bags on your street, sorry. Tom",
    ],
    "blames_customer": [
        "Dit is niet jouw schuld, Sanne. Anna",
        "Het ligt niet aan jou. Ik zoek het uit. Anna",
        "Je had gisteren al een mail moeten ontvangen. Anna",
        "We hadden je eerder moeten bellen. Anna",
        "Had je de app al bijgewerkt? Dan kijk ik verder. Anna",
        "Ik let er de volgende keer beter op. Anna",
        "This is not your fault. Tom",
        "You should have it by tomorrow. Tom",
        "You should have received an e-mail. Tom",
        "If you order before noon it ships today. Tom",
        "Next time I'll check it myself. Tom",
        "Dat had je niet kunnen weten, de pas was bij ons geblokkeerd. Anna",
        "Hier had je nooit zo lang op moeten wachten. Anna",
        "Je hebt hier niet om gevraagd en toch zit je ermee. Anna",
        "Kies een dag naar je eigen keuze, dan plan ik het in. Anna",
        "I'm sorry you decided to leave us. Tom",
        "You couldn't have known, the card was blocked at our end. Tom",
        "It's entirely your choice: a refund or a new one. Tom",
    ],
    "belittling_humour": [
        "Dat valt niet mee, zo lang wachten. Anna",
        "Maak je geen zorgen over de kosten, die zijn voor ons. Anna",
        "Dat is niet zomaar een pakketje, dat snap ik. Anna",
        "Het is maar één klik: kies bij instellingen voor herstarten. Anna",
        "We lachen er niet om, Sanne. Anna",
        "It's not just a parcel to you, I get that. Tom",
        "That's no joke. I'm calling the courier. Tom",
        "You're not overreacting at all. Tom",
        "The chill cabinet in our shop broke down. Sorry. Tom",
        "Je overdrijft niet, twee keer is te veel. Anna",
        "Wat verdrietig dat je hond het niet heeft overleefd. Anna",
        "Being scared of a loose dog is no fun. I'll tell the warden. Tom",
        "The lights didn't come on. Sorry, I'm calling the engineer. Tom",
    ],
    "asks_personal_data": [
        "Welk modelnummer staat er op de achterkant? Anna",
        "In welke winkel en hoe laat was dat? Anna",
        "Zet je telefoonnummer liever niet hier. Anna",
        "Wil je je telefoonnummer uit je bericht halen? Anna",
        "Stuur je bestelnummer in een privébericht, hier leest iedereen mee. Anna",
        "Je bestelnummer vind je in de bevestigingsmail. Anna",
        "Kun je je telefoon opnieuw opstarten en zeggen wat er gebeurt? Anna",
        "Ik stuur het naar je e-mailadres. Anna",
        "What is the model number on the back? Tom",
        "Please send your order number in a private message. Tom",
        "Please don't post your phone number here. Tom",
        "Could you take your address out of your post? Tom",
        "You'll find your order number in the e-mail. Tom",
        "What's the address of the shop you went to? Tom",
        "Sorry about the trouble with your password. Which phone do you use? Tom",
        "Have you checked your email for the link? Tom",
    ],
    "public_compensation": [
        "Over een vergoeding kan ik hier niets zeggen. Anna",
        "Ik kijk waarom je kortingscode niet werkt. Anna",
        "Je terugbetaling is onderweg. Anna",
        "Het abonnement kost € 10 per maand. Anna",
        "Heb je de korting gezien op de bon? Anna",
        "I'll find out why your voucher doesn't work. Tom",
        "Your refund is on its way. Tom",
        "We can't offer compensation here. Tom",
        "The repair costs £20. Tom",
    ],
    "too_dry": [
        "Hoi Sanne, ik bel nu met de koerier in Breda. Anna",
        "Top dat Kim je zo goed hielp, dat vertel ik haar. Anna",
        "Hi Sanne, I'm calling the courier in Leeds now. Tom",
        "Love this, I'll show it to Kim at the till. Tom",
    ],
    "placeholder_left": [
        "Sorry, het staat op [1/2] van de pagina's. <3 Anna",
        "Maat XXL is er weer, sorry. Anna",
        "Kusjes van het team xxx",
        "Je kunt je naam hier invullen: voorbeeld.nl/formulier. Anna",
        "[Update 14.00] De storing is voorbij. Anna",
        "Size XXL is back. Tom x",
        "We're at 100% again and 5 < 6. Tom",
        "See [our page](https://example.com). Tom",
    ],
    "announces_deletion": [
        "We verwijderen geen reacties, Sanne. Anna",
        "Verwijder zelf even je telefoonnummer uit je bericht. Anna",
        "We hebben je bericht verborgen omdat je adres erin stond. Anna",
        "We hebben je account op je verzoek verwijderd. Anna",
        "Je review blijft gewoon staan. Anna",
        "We don't delete comments, Sanne. Tom",
        "Please remove your phone number from your post. Tom",
        "We've hidden your comment because your address was in it. Tom",
        "I've removed the fee from your bill. Tom",
        "We won't be taking your comment down, Sanne. Tom",
    ],
}  # fmt: skip


@pytest.mark.row(1, 5, 7, 8, 9, 11, 12, 14, 15, 16, 18, 19, 20, 23, 25, 26)
@pytest.mark.parametrize(("rule", "reply"), [(rule, reply) for rule, replies in FOUND.items() for reply in replies])
def test_it_finds(rule: str, reply: str) -> None:
    assert rule in rules(reply)


@pytest.mark.parametrize(("rule", "reply"), [(rule, reply) for rule, replies in CLEAN.items() for reply in replies])
def test_it_leaves_alone(rule: str, reply: str) -> None:
    assert rule not in rules(reply)


@pytest.mark.row(9, 26)
@pytest.mark.parametrize(
    ("author", "text", "reply"),
    [
        ("Sanne de Boer", "Waar blijft het?", "Hoi Peter, ik zoek het uit. Anna"),
        ("Anneke Claes", "Waar blijft het?", "Beste Lieve, we zoeken het uit. Anna"),
        ("Sanne de Boer", "Waar blijft het?", "Dag mevrouw Jansen, we zoeken het uit. Anna"),
        ("sanne_db", "Waar blijft het?", "hoi peter, we zoeken het uit. Anna"),
        ("Sanne de Boer", "Waar blijft het?", "Sorry Peter, we zoeken het uit. Anna"),
        ("Sanne de Boer", "Where is it?", "Thanks for flagging this, Mark. I'll find out. Tom"),
        ("M. Beaujean", "Where is it?", "Dear Mr Laevers,\n\nWe will find out.\n\nTom"),
        ("Oluwaseun Ade", "Where is it?", "Hi Dave, I'll find out. Tom"),
        ("@sannedb", "Where is it?", "@peter99 I'll find out. Tom"),
    ],
)
def test_a_wrong_name_is_found(author: str, text: str, reply: str) -> None:
    assert "wrong_name" in rules(reply, post=Post(text=text, author=author))


@pytest.mark.parametrize(
    ("author", "text", "reply"),
    [
        ("Sanne de Boer", "Waar blijft het?", "Hoi Sanne, ik zoek het uit. Peter"),
        ("Sanne de Boer", "Waar blijft het?", "Dag mevrouw De Boer, ik zoek het uit. Peter"),
        ("J. de Boer", "Waar blijft het?", "Hoi Jan, ik zoek het uit. Peter"),
        ("fietsfan88", "Waar blijft het?", "Hoi Peter, ik zoek het uit. Anna"),
        ("user8812", "Waar blijft het? Groetjes, Marloes", "Hoi Marloes, ik zoek het uit. Anna"),
        ("Zoë Peeters", "Waar blijft het?", "Hoi Zoe, ik zoek het uit. Anna"),
        ("Sanne de Boer", "Waar blijft het?", "Goedemorgen allemaal, ik bespreek dit met mijn collega, Peter. Anna"),
        ("Sanne de Boer", "Where is it?", "Hi there, Sam from the depot has it. Tom"),
        ("SanneDB_84", "Where is it?", "Hi Sanne, I'll find out. Tom"),
        (None, "Where is it?", "Hi Peter, I'll find out. Tom"),
    ],
)
def test_the_right_name_is_left_alone(author: str | None, text: str, reply: str) -> None:
    assert "wrong_name" not in rules(reply, post=Post(text=text, author=author))


def test_a_name_left_from_another_customer_is_found() -> None:
    earlier = ["Hoi Yfke, sorry van je jas. Ik vraag het na. Anna"]
    reply = "Hoi Sanne, sorry van je trui. Ik vraag het na, Yfke. Anna"
    assert "wrong_name" in rules(reply, earlier=earlier)


EARLIER = [
    "Hoi Lieve, we versturen bestellingen uit twee magazijnen, daarom krijg je twee zakken. Zo is alles sneller bij je. Groet, Anna",
    "Hi Maria, our Leeds depot was flooded on 3 May, so your parcel is two days late. It goes out on Thursday. Tom",
]  # fmt: skip


@pytest.mark.row(26)
@pytest.mark.parametrize(
    "reply",
    [
        EARLIER[0],
        EARLIER[0].replace("Lieve", "Anneke").replace("Anna", "Bas"),
        "Beste Sanne! We versturen bestellingen uit twee magazijnen, daarom krijg je twee zakken. Zo is alles sneller bij je. ^B",
        "Zo is alles sneller bij je. We versturen bestellingen uit twee magazijnen, daarom krijg je twee zakken.",
        EARLIER[1].replace("Maria", "Sanne").replace("3 May", "5 May"),
        "Hello Sanne, our Leeds depot was flooded on 3 May so your parcel is two days late. It goes out on Thursday!",
    ],
)  # fmt: skip
def test_the_same_answer_again_is_found(reply: str) -> None:
    assert "near_duplicate" in rules(reply, earlier=EARLIER)


@pytest.mark.parametrize(
    "reply",
    [
        "Hoi Sanne, je jas ligt nog in ons magazijn in Venlo. Hij gaat vanavond mee en is morgen bij je. Groet, Anna",
        "Hoi Sanne, we versturen vandaag een nieuwe jas vanuit Venlo. Groet, Anna",
        "Hi Sanne, the driver left it with your neighbour at number 12. Could you check there? Tom",
        "Hoi!",
    ],
)
def test_another_answer_is_no_duplicate(reply: str) -> None:
    assert "near_duplicate" not in rules(reply, earlier=EARLIER)


def test_what_the_brand_said_in_this_thread_counts_as_said() -> None:
    post = Post(text=POSTS["nl"], history=(Turn("brand", EARLIER[0]),))
    assert "near_duplicate" in rules(EARLIER[0], post=post)


@pytest.mark.parametrize(
    ("post", "reply"),
    [
        ("Bel me op 06-10938471", "Ik bel je zo op 06 1093 8471. Anna"),
        ("Bel me op 06-10938471", "Ik bel je zo op +31 6 10938471. Anna"),
        ("bestelnummer DZ-4471093 is zoek", "Ik zie bij 4471093 dat het in Breda ligt. Anna"),
        ("mail naar sanne.db@voorbeeld.nl", "Ik mail je op sanne.db@voorbeeld.nl. Anna"),
        ("Ik woon Lindestraat 43, 1234 AB", "We komen naar Lindestraat 43. Anna"),
        ("my order number is 88123456", "I can see order 88123456 left Leeds. Tom"),
        ("I have cancer and need this order", "So sorry about your cancer. Tom"),
    ],
)
def test_personal_data_of_the_post_said_again_is_found(post: str, reply: str) -> None:
    assert "repeats_personal_data" in rules(reply, post=Post(text=post))


@pytest.mark.parametrize(
    ("post", "reply"),
    [
        ("Bel me op 06-10938471", "Ik bel je zo op het nummer dat je gaf. Anna"),
        ("Mail naar info@winkel.nl komt terug", "Het adres info@winkel.nl werkt weer. Anna"),
        ("De winkel in de Kalverstraat 12 was dicht", "Onze winkel Kalverstraat 12 is weer open. Anna"),
        ("bestelnummer DZ-4471093 is zoek", "Het ligt sinds 12-11-2026 in Breda. Anna"),
        ("my order 88123456 is lost", "It has been lost since 12.30 on 11 May 2026. Tom"),
        ("I have cancer and need this order", "I'll have it sent today. Tom"),
    ],
)
def test_a_reply_without_the_data_is_left_alone(post: str, reply: str) -> None:
    assert "repeats_personal_data" not in rules(reply, post=Post(text=post))


LONG = "Sorry Sanne. " + "Ik bel nu met het depot in Breda om te vragen waar je pakket ligt. " * 10 + "Anna"


def test_too_long_blocks_only_where_the_platform_refuses() -> None:
    for platform, level in (("x", "block"), ("facebook", "warn")):
        found = review(LONG, Brief(Post(text=POSTS["nl"], platform=platform)), language_of)
        assert [f.level for f in found if f.rule == "too_long"] == [level]
    assert "too_long" not in rules(LONG[:280], post=Post(text=POSTS["nl"], platform="x"))
    assert "too_long" in rules(LONG[:300], post=Post(text=POSTS["nl"], platform="linkedin"), limits={"linkedin": 250})


@pytest.mark.parametrize(
    ("post", "reply", "found"),
    [
        ("nl", "Hi Sanne, I have asked the driver where he left it and you will read it here by 5 pm. Tom", True),
        ("en", "Hoi Sanne, ik heb de chauffeur gevraagd waar het ligt en je leest het hier voor vijf uur. Anna", True),
        (
            "nl",
            "Hallo Sanne, wir haben den Fahrer gefragt und melden uns heute noch bei Ihnen mit einer Antwort. Anna",
            True,
        ),
        ("nl", "Hoi Sanne, ik heb de chauffeur gevraagd waar het ligt en je leest het hier voor vijf uur. Anna", False),
        ("en", "Hi Sanne, I have asked the driver where he left it and you will read it here by 5 pm. Tom", False),
        ("nl", "Sorry Sanne! 😔", False),
        ("nl", "Sorry Sanne, de track & trace van de webshop had een update nodig en dat is nu gebeurd. Anna", False),
    ],
)
def test_the_reply_speaks_the_language_of_the_post(post: str, reply: str, found: bool) -> None:
    assert ("wrong_language" in rules(reply, post=Post(text=POSTS[post]))) is found


GOOD = [
    ("nl", "Hoi Sanne, een week wachten is veel te lang. Ik bel nu met het depot en laat je hier voor 17.00 uur weten waar je pakket ligt. – Anna"),
    ("nl", "Dag Sanne, dat je pakket weg is én niemand reageert, dat is dubbel balen. Bij welk afhaalpunt zou het liggen? Dan bel ik ze vanmiddag nog. ^Bas"),
    ("nl", "Wat naar, Sanne. Je gegevens bespreek ik niet in het openbaar: stuur je bestelnummer in een privébericht, dan zoek ik het vandaag uit en meld ik hier hoe het afloopt. Groet, Anna"),
    ("en", "Hi Sanne, a week is far too long, and nobody answering makes it worse. I'm ringing the depot now and will post here by 5 pm where your parcel is. Tom"),
    ("en", "Sanne, that's not on, and I can see why you've had enough. Which pick-up point should it have gone to? I'll call them this afternoon. ^Jo"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "reply"), GOOD)
def test_a_good_reply_is_clean(lang: str, reply: str) -> None:
    assert review(reply, Brief(Post(text=POSTS[lang], author="Sanne de Boer")), language_of) == ()


def test_praise_needs_no_apology_and_may_be_glad() -> None:
    reply = "Wat leuk, Sanne!!! Ik laat het Kim van de kassa in Gent meteen lezen, die maakt een dansje 😂 Groet, Anna"
    post = Post(text="Wat een fijne winkel is dit en Kim hielp ons zo goed met de jas", author="Sanne")
    assert rules(reply, post=post, is_complaint=False) == set()


def test_the_way_to_private_may_be_short_where_the_advice_asks_for_it() -> None:
    reply = "Dat is schrikken, Sanne. Stuur ons een privébericht met je klantgegevens, dan kijkt mijn collega er vandaag naar. Anna"
    assert "dm_first" in rules(reply)
    assert "dm_first" not in rules(reply, private_details=True)


def test_a_phrase_of_the_brand_itself_is_found_in_any_spelling() -> None:
    reply = "Sorry Sanne, bij ons is de  Klant   koning. Ik bel nu. Anna"
    found = review(reply, brief(reply, never_say=["klant koning"]), language_of)
    assert [(reply[f.start : f.end], f.message) for f in found] == [("Klant   koning", FORBIDDEN_PHRASE)]


def test_the_team_can_raise_lower_and_switch_off_a_rule() -> None:
    reply = "Stuur ons een DM."
    normal = {f.rule: f.level for f in review(reply, brief(reply), language_of)}
    changed = {"dm_first": "warn", "missing_empathy": "block", "missing_signature": "off"}
    after = {f.rule: f.level for f in review(reply, brief(reply, levels=changed), language_of)}
    assert (normal["dm_first"], normal["missing_empathy"]) == ("block", "warn")
    assert (after["dm_first"], after["missing_empathy"]) == ("warn", "block")
    assert "missing_signature" in normal
    assert "missing_signature" not in after


def test_ok_means_that_nothing_blocks() -> None:
    reply = "Bedankt."
    found = review(reply, brief(reply), language_of)
    assert found
    assert ok(found)
    assert not ok(review("Stuur ons een DM.", brief(), language_of))


def test_the_levels_are_those_of_the_contract() -> None:
    blocking = {
        "dm_first", "near_duplicate", "wrong_name", "angry", "blames_customer", "belittling_humour", "asks_personal_data",
        "repeats_personal_data", "wrong_language", "placeholder_left", "announces_deletion",
    }  # fmt: skip
    assert len(LEVELS) == 21
    assert {rule for rule, level in LEVELS.items() if level == "block"} == blocking
    assert LEVELS.keys() == GUIDELINES.keys() == MESSAGES.keys()


@pytest.mark.parametrize("said", [*MESSAGES.values(), FORBIDDEN_PHRASE, PASSED_ON, TOO_LONG_TO_SEND])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_message_is_one_short_friendly_sentence(said: object, lang: str) -> None:
    text = getattr(said, lang)
    assert len(text.split()) <= 25
    assert "!" not in text
    assert text.endswith(".")
    assert text.count(".") == 1


def test_a_finding_points_at_the_words() -> None:
    reply = "Hoi Sanne, sorry. Wat is je telefoonnummer? Ik bel je vandaag. Anna"
    found = review(reply, brief(reply), language_of)
    assert [reply[f.start : f.end] for f in found] == ["Wat is je telefoonnummer"]


DEV = [json.loads(line) for line in (Path(__file__).parents[1] / "data/dev/replies_d01.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("line", DEV, ids=[line["id"] for line in DEV])
def test_the_development_set_is_blocked_where_it_should_be(line: dict[str, Any]) -> None:
    post = Post(text=line["post"], author=line["author"], platform=line["platform"], lang=line["lang"])
    earlier = [turn["text"] for turn in line.get("history", [])]
    known = Brief(post, earlier=earlier, is_complaint="type" not in line)
    found = {f.rule for f in review(line["reply"], known, language_of) if f.level == "block"}
    assert found == {rule for rule in line["rules"] if LEVELS[rule] == "block"} | ({"too_long"} & set(line["rules"]))


HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("aeinst ikjeuw.,!?'\"’“”@#/\\[]{}<>()^~-–—|\n\t😂İßﬁ\u200b\u0301½"), st.characters()), max_size=300
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    reply=HOSTILE,
    post=HOSTILE,
    author=st.none() | HOSTILE,
    earlier=st.lists(HOSTILE, max_size=3),
    lang=st.sampled_from(["nl", "en", "other"]),
)
def test_no_text_breaks_it(reply: str, post: str, author: str | None, earlier: list[str], lang: str) -> None:
    known = Brief(Post(text=post, author=author), earlier=earlier, signer=author, never_say=earlier)
    found = review(reply, known, lambda _: lang)
    assert list(found) == sorted(found, key=lambda f: (f.start, f.end))
    assert all(isinstance(f, Finding) and 0 <= f.start <= f.end <= len(reply) for f in found)


@given(HOSTILE)
def test_the_plain_form_is_as_long_as_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from([reply for replies in (*FOUND.values(), *CLEAN.values()) for reply in replies]),
        min_size=2,
        max_size=6,
    )
)
def test_more_text_after_it_hides_no_rude_word(replies: list[str]) -> None:
    assert "angry" in rules("Get a life. " + " ".join(replies))


@pytest.mark.parametrize(
    "piece",
    ["a ", "wat is je ", "we ", "je had ", "\n", " ", ".", "@a ", "[", "x", "niet ", "Hoi ", "6 ", "dm ", "é", "A"],
)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    reply = (piece * 100_000)[:100_000]
    started = time.process_time()
    review(reply, brief(reply), language_of)
    assert time.process_time() - started < 10


def test_it_takes_a_moment_for_a_long_reply() -> None:
    reply = " ".join(reply for replies in CLEAN.values() for reply in replies)[:2000]
    known = brief(reply)
    review(reply, known, language_of)
    started = time.process_time()
    for _ in range(10):
        review(reply, known, language_of)
    assert (time.process_time() - started) / 10 < 0.1  # measured: under 0.05 s; the rest is for a busy machine


def test_ten_thousand_earlier_replies_are_no_burden() -> None:
    earlier = [f"Hoi Kim, over zaak {n}: {reply}" for n, reply in zip(range(10_000), (reply for _ in range(200) for replies in CLEAN.values() for reply in replies), strict=False)]  # fmt: skip
    reply = "Hoi Sanne, ik bel nu met het depot in Breda en je leest hier voor vijf uur waar het ligt. Anna"
    known = brief(reply, earlier=earlier)
    review(reply, known, language_of)
    started = time.process_time()
    review(reply, known, language_of)
    assert time.process_time() - started < 1
