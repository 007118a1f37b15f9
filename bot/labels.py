"""The names of types, severities, signals, topics, platforms and actions: the vocabulary of the labelling guide.

Names as fixed by the project's contracts; what they mean stands in `data/labels.md`.
"""

from __future__ import annotations

from bot.words import Words

TYPES: dict[str, Words] = {
    "delivery": Words("bezorging", "delivery"),
    "product": Words("product", "product"),
    "service": Words("service", "service"),
    "billing": Words("facturatie", "billing"),
    "returns": Words("retour of garantie", "returns and warranty"),
    "technical": Words("techniek", "technical"),
    "privacy": Words("privacy", "privacy"),
    "safety": Words("veiligheid", "safety"),
    "conduct": Words("gedrag van het merk", "conduct of the brand"),
    "question": Words("vraag", "question"),
    "praise": Words("compliment", "praise"),
    "abuse": Words("gescheld of trollen", "abuse"),
}

SEVERITIES: dict[str, Words] = {
    "low": Words("laag", "low"),
    "medium": Words("gemiddeld", "medium"),
    "high": Words("hoog", "high"),
    "critical": Words("kritiek", "critical"),
}

TROUBLES: dict[str, Words] = {
    "not_arrived": Words("niet gekomen", "has not come"),
    "late": Words("te laat", "late"),
    "lost": Words("kwijt", "lost"),
    "damaged": Words("beschadigd", "damaged"),
    "broken": Words("kapot", "broken"),
    "poor_quality": Words("slechte kwaliteit", "poor quality"),
    "wrong_item": Words("iets anders gekregen", "wrong item"),
    "incomplete": Words("niet compleet", "incomplete"),
    "outage": Words("storing", "outage"),
    "no_access": Words("kan er niet in", "no access"),
    "on_hold": Words("lang in de wacht", "long wait"),
    "no_answer": Words("geen antwoord", "no answer"),
    "sent_around": Words("van het kastje naar de muur", "sent around"),
    "wrong_info": Words("verkeerde informatie", "wrong information"),
    "changed_plan": Words("geannuleerd of verzet", "cancelled or moved"),
    "broken_word": Words("afspraak niet nagekomen", "promise not kept"),
    "rude": Words("onheus behandeld", "treated rudely"),
    "dirty": Words("vies", "dirty"),
    "bad_food": Words("eten niet goed", "bad food"),
    "charged_wrong": Words("verkeerd berekend", "charged wrongly"),
    "too_dear": Words("te duur", "too dear"),
    "refund_waits": Words("geld nog niet terug", "refund has not come"),
    "cannot_cancel": Words("kan niet opzeggen", "cannot cancel"),
    "crowded": Words("te vol", "too crowded"),
    "closed": Words("dicht of uitverkocht", "closed or sold out"),
    "noise": Words("overlast", "nuisance"),
    "hurt": Words("iemand gewond of ziek", "somebody hurt or ill"),
    "danger": Words("gevaarlijk", "dangerous"),
    "strangers_data": Words("gegevens bij een ander", "data shown to others"),
    "data_misuse": Words("misbruik van gegevens", "data misused"),
    "unwanted_mail": Words("ongewenste berichten", "unwanted messages"),
    "not_accessible": Words("niet toegankelijk", "not accessible"),
    "wrong_deed": Words("wat we doen of waar we voor staan", "what we do or stand for"),
}
"""What went wrong in a complaint, as far as it can be told."""

SIGNALS: dict[str, Words] = {
    "safety_risk": Words("gevaar", "safety risk"),
    "legal_threat": Words("dreigt met recht of toezicht", "legal threat"),
    "media_threat": Words("dreigt met de media", "media threat"),
    "churn_threat": Words("dreigt te vertrekken", "threatens to leave"),
    "repeat_contact": Words("meldde zich eerder", "contacted before"),
    "personal_data": Words("persoonsgegevens", "personal data"),
    "vulnerable_person": Words("kwetsbaar persoon", "vulnerable person"),
    "discrimination": Words("discriminatie", "discrimination"),
    "data_leak": Words("datalek", "data leak"),
    "mass_impact": Words("veel mensen geraakt", "many people hit"),
    "profanity": Words("grof taalgebruik", "profanity"),
    "sarcasm": Words("sarcasme", "sarcasm"),
    "mention": Words("merk getagd", "brand tagged"),
    "dm_mentioned": Words("al een privébericht", "private message before"),
}

TOPICS: tuple[str, ...] = (
    "go_private", "response_time", "delete_comments", "trolls", "humor", "apology", "sign_with_name",
    "tone_of_voice", "robotic_replies", "promises", "no_answer_yet", "angry_customer", "follow_up",
    "no_mention", "personal_data", "approval", "own_mistake", "being_right", "positive_comments",
    "observers", "pass_on_feedback", "out_of_scope",
)  # fmt: skip

KINDS: tuple[str, ...] = ("post", "question", "both", "small_talk", "command")
"""What a message in the team's chat may be; "both": a post with a colleague's question about it."""

ABOUT: dict[str, Words] = {
    "delivery": Words("over een bezorging", "about a delivery"),
    "product": Words("over een product", "about a product"),
    "service": Words("over de service", "about the service"),
    "billing": Words("over een rekening", "about a bill"),
    "returns": Words("over retour of garantie", "about a return or warranty"),
    "technical": Words("over een technisch probleem", "about a technical problem"),
    "privacy": Words("over privacy", "about privacy"),
    "safety": Words("over veiligheid", "about safety"),
    "conduct": Words("over wat we deden", "about what we did"),
    "question": Words("met een vraag", "with a question"),
    "praise": Words("met een compliment", "with a compliment"),
    "abuse": Words("en schold toen", "and was abusive"),
}
"""What a customer wrote about before, in a sentence."""

PLATFORMS: dict[str, Words] = {
    "x": Words("X", "X"),
    "facebook": Words("Facebook", "Facebook"),
    "instagram": Words("Instagram", "Instagram"),
    "linkedin": Words("LinkedIn", "LinkedIn"),
    "google_review": Words("Google-review", "Google review"),
    "trustpilot": Words("Trustpilot", "Trustpilot"),
    "other": Words("ander kanaal", "another channel"),
}
REVIEW_PLATFORMS = frozenset({"google_review", "trustpilot"})

ACTIONS: dict[str, Words] = {
    "reply_public": Words("Antwoord openbaar", "Reply in public"),
    "reply_public_details_private": Words(
        "Antwoord openbaar, details privé", "Reply in public, details in private"
    ),
    "hold_for_approval": Words("Eerst goedkeuring, dan een korte openbare reactie",
                               "Approval first, then a short public statement"),
    "reply_once": Words("Antwoord één keer, zakelijk", "Reply once, professionally"),
    "no_reply": Words("Niet antwoorden", "Do not reply"),
}  # fmt: skip
ACTIONS_WITH_REPLY = frozenset(ACTIONS) - {"no_reply"}

NOT_COMPLAINTS = frozenset({"praise", "question", "abuse"})

STATUSES: dict[str, Words] = {
    "received": Words("wacht op de lezer", "waiting to be read"),
    "advised": Words("wacht op een antwoord", "waiting for a reply"),
    "sent_back": Words("teruggestuurd, wacht op een ander antwoord", "sent back, waiting for another reply"),
    "chosen": Words("antwoord gekozen, nog niet geplaatst", "reply chosen, not posted yet"),
    "waiting_for_approval": Words("wacht op goedkeuring", "waiting for approval"),
    "approved": Words("goedgekeurd", "approved"),
    "answered": Words("beantwoord", "replied"),
    "promised": Words("beantwoord, er is iets beloofd", "replied, something is promised"),
    "not_solved": Words("niet opgelost, wacht op een antwoord", "not solved, waiting for a reply"),
    "reopened": Words("heropend, wacht op een antwoord", "reopened, waiting for a reply"),
    "solved": Words("opgelost", "solved"),
    "no_reply": Words("geen antwoord nodig", "no reply needed"),
    "closed": Words("afgesloten", "closed"),
    "withdrawn": Words("hoort hier niet", "does not belong here"),
}
"""Where a case stands, as a colleague says it."""
