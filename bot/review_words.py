"""What the reviewer says to a colleague about each rule, and which guideline stands behind it."""

from __future__ import annotations

from bot.words import Words

GUIDELINES: dict[str, str] = {
    "robot_phrase": "no-robot",
    "dm_first": "public-first",
    "overpromise": "promise-little",
    "near_duplicate": "never-the-same-answer",
    "wrong_name": "never-the-same-answer",
    "missing_signature": "names-both-ways",
    "missing_empathy": "real-empathy",
    "missing_next_step": "solutions-and-alternatives",
    "missing_time": "say-no-answer-yet",
    "defensive": "not-about-being-right",
    "angry": "keep-calm",
    "blames_customer": "not-about-being-right",
    "belittling_humour": "humour-that-fits",
    "asks_personal_data": "ask-harmless-details",
    "repeats_personal_data": "private-where-needed",
    "public_compensation": "private-where-needed",
    "too_long": "personal-clear-timely",
    "too_dry": "own-voice",
    "wrong_language": "personal-clear-timely",
    "placeholder_left": "no-robot",
    "announces_deletion": "never-ignore-or-delete",
}

MESSAGES: dict[str, Words] = {
    "robot_phrase": Words(
        "Dit klinkt als een standaardzin; noem liever in eigen woorden wat deze klant overkwam.",
        "This reads like a stock phrase; say in your own words what happened to this customer.",
    ),
    "dm_first": Words(
        "Dit stuurt meteen naar privé; help eerst hier, vraag iets onschuldigs, of zeg waarom het privé moet.",
        "This goes straight to private; help here first, ask something harmless, or say why it must be private.",
    ),
    "overpromise": Words(
        "Dit belooft meer dan je zeker weet; zeg liever wat je nu doet en wanneer je terugkomt.",
        "This promises more than you can be sure of; say what you do now and when you are back.",
    ),
    "near_duplicate": Words(
        "Bijna hetzelfde antwoord ging al eerder uit; schrijf het opnieuw met iets uit dit bericht erin.",
        "Nearly the same answer went out before; write it afresh with something from this post in it.",
    ),
    "wrong_name": Words(
        "De klant heet niet {name}; zet er de naam bij die boven het bericht staat.",
        "The customer is not called {name}; use the name that stands above the post.",
    ),
    "missing_signature": Words(
        "Er staat geen naam onder; sluit af met je eigen voornaam, dan praat de klant met een mens.",
        "There is no name below it; close with your own first name, so the customer talks to a person.",
    ),
    "missing_empathy": Words(
        "Nergens blijkt dat je het probleem begrijpt; begin met wat dit voor de klant betekent of zeg sorry.",
        "Nothing shows that you understand the problem; begin with what it means for the customer, or say sorry.",
    ),
    "missing_next_step": Words(
        "De klant leest niet wat er nu gebeurt; zeg wat je doet of wat je nog moet weten.",
        "The customer cannot see what happens now; say what you will do or what you still need to know.",
    ),
    "missing_time": Words(
        "Hier volgt nog iets, maar niet wanneer; noem een dag of uur dat je haalt.",
        "Something will follow, but not when; name a day or an hour that you can make.",
    ),
    "defensive": Words(
        "Dit zoekt het gelijk; noem het feit zonder verwijt en ga door naar wat wel kan.",
        "This argues who is right; give the fact without reproach and move on to what can be done.",
    ),
    "angry": Words(
        "Dit klinkt boos en iedereen leest mee; haal even adem en schrijf het rustig opnieuw.",
        "This sounds angry and everybody reads along; take a moment and write it calmly again.",
    ),
    "blames_customer": Words(
        "Dit legt de schuld bij de klant; zeg wat er gebeurde en hoe jullie het nu oplossen.",
        "This puts the blame on the customer; say what happened and how you solve it now.",
    ),
    "belittling_humour": Words(
        "Dit maakt het probleem kleiner dan het voor de klant is; laat de grap weg en erken het.",
        "This makes the problem smaller than it is for the customer; leave the joke out and acknowledge it.",
    ),
    "asks_personal_data": Words(
        "Dit vraagt in het openbaar om persoonsgegevens; vraag ze in een privébericht en hier iets onschuldigs.",
        "This asks for personal data in public; ask for it in a private message, and something harmless here.",
    ),
    "repeats_personal_data": Words(
        "Dit herhaalt een persoonlijk gegeven uit het bericht; laat het weg en verwijs er hooguit naar.",
        "This repeats a personal detail from the post; leave it out and at most refer to it.",
    ),
    "public_compensation": Words(
        "Een tegemoetkoming beloven leest iedereen mee; bespreek die privé en zeg hier dat jullie het oplossen.",
        "Everybody reads along when you promise compensation; settle that in private and say here that you solve it.",
    ),
    "too_long": Words(
        "Dit zijn ruim {count} woorden; houd het bij het belangrijkste, een lang openbaar antwoord vergroot de klacht.",
        "This is {count} words long; keep what matters most, a long public answer makes the complaint bigger.",
    ),
    "too_dry": Words(
        "Dit is wel heel kort; voeg iets eigens toe dat bij dit bericht past.",
        "This is very short; add something of your own that fits this post.",
    ),
    "wrong_language": Words(
        "Het antwoord staat in een andere taal dan het bericht; antwoord in de taal van de klant.",
        "The reply is in another language than the post; answer in the customer's language.",
    ),
    "placeholder_left": Words(
        "Hier staat nog een invulplek; vul hem in of haal hem weg.",
        "There is still a blank from a template here; fill it in or take it out.",
    ),
    "announces_deletion": Words(
        "Dit kondigt aan dat een reactie verdwijnt; laat de klacht staan en antwoord erop.",
        "This announces that a comment disappears; leave the complaint where it is and answer it.",
    ),
}

TOO_LONG_TO_SEND = Words(
    "Dit telt {count} tekens en het platform neemt er {limit}; kort het in tot één erkenning en één stap.",
    "This has {count} characters and the platform takes {limit}; cut it to one acknowledgement and one step.",
)
FORBIDDEN_PHRASE = Words(
    "Deze zin staat op jullie lijst van zinnen die je niet gebruikt; zeg het in eigen woorden.",
    "This phrase is on your team's list of what you never say; put it in your own words.",
)
NO_EMOJI = Words("Jullie merk gebruikt geen emoji; laat hem weg.", "Your brand uses no emoji; leave it out.")
PASSED_ON = Words(
    "Doorgeven klinkt als een doekje voor het bloeden; zeg aan wie precies en wat er daarna gebeurt.",
    "Passing it on sounds like a brush-off; say to whom exactly and what happens after that.",
)
