"""What the forms are called and ask, the same in every chat door."""

from __future__ import annotations

from bot.words import Words

MOST_CHARACTERS = 3000  # that a field takes

TITLES = {
    "edit": Words("Antwoord bewerken", "Edit the reply"), "promise": Words("Belofte", "Promise"),
    "sent": Words("Geplaatst", "Replied"), "send-back": Words("Terugsturen", "Send back"),
    "no-reply": Words("Geen antwoord nodig", "No reply needed"), "why": Words("Waarom?", "Why?"),
    "full": Words("Het hele bericht", "The whole post"), "correct": Words("Klopt niet?", "Not right?"),
    "triage": Words("Bericht voorleggen", "Submit a post"), "ask": Words("Vraag stellen", "Ask a question"),
    "check": Words("Antwoord nakijken", "Check a reply"), "withdraw": Words("Hoort hier niet", "Not for us"),
    "earlier": Words("Eerdere zaken", "Earlier cases"),
}  # fmt: skip
"""By the button that opens them: the same while a form loads and once it is filled."""

SUBMITS = {
    "edit": Words("Gebruik dit", "Use this"), "promise": Words("Onthoud dit", "Remember this"),
    "sent": Words("Opslaan", "Save"), "send-back": TITLES["send-back"], "no-reply": TITLES["no-reply"],
    "correct": Words("Verbeter", "Correct"), "triage": Words("Leg voor", "Submit"), "ask": Words("Vraag", "Ask"),
    "check": Words("Kijk na", "Check"), "withdraw": TITLES["withdraw"],
}  # fmt: skip
"""What is on the button that sends a form."""

ASKED = {
    "edit.text": Words("Jouw antwoord", "Your reply"),
    "edit.reason": Words("Toch zo versturen? Zeg waarom.", "Send it like this anyway? Say why."),
    "correct.type": Words("Waar gaat het over?", "What is it about?"),
    "correct.severity": Words("Hoe ernstig is het?", "How serious is it?"),
    "promise.text": Words("Wat is er beloofd?", "What was promised?"),
    "promise.due": Words("Wanneer is het klaar?", "When will it be done?"),
    "promise.owner": Words("Wie doet het?", "Who does it?"),
    "sent.at": Words("Wanneer heb je het geplaatst?", "When did you post it?"),
    "send-back.reason": Words("Wat moet er anders?", "What has to change?"),
    "no-reply.reason": Words("Waarom hoeft hier geen antwoord op?", "Why does this need no reply?"),
    "withdraw.reason": Words(
        "Waarom hoort dit hier niet? Het telt dan nergens mee.",
        "Why does this not belong here? It then counts nowhere.",
    ),
    "triage.text": Words("Wat schreef de klant?", "What did the customer write?"),
    "triage.platform": Words("Waar staat het?", "Where is it?"),
    "triage.author": Words("Hoe heet de klant daar?", "What is the customer called there?"),
    "triage.url": Words("Adres van het bericht", "Address of the post"),
}
"""What is asked in a form's field."""

EXAMPLES = {
    "edit.reason": Words("Bijvoorbeeld: de klant vroeg zelf om een DM", "For example: the customer asked for a DM"),
    "promise.text": Words(
        "Bijvoorbeeld: we bellen je over de nieuwe bezorging", "For example: we'll call about the new delivery"
    ),
}
"""What a field shows while it is empty."""

CHOOSE = Words("Kies", "Choose")
