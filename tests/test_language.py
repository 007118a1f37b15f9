"""Which language a post is in, also where it is short, doubtful, or in two."""

from __future__ import annotations

import pytest

from bot.adapters.lingua import language_of
from bot.languages import foreign_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Mijn pakket is al drie weken weg", "nl"),
        ("My parcel has been missing for three weeks", "en"),
        ("Je suis très déçu de votre service, le colis n'est jamais arrivé et personne ne répond.", "other"),
        ("Mijn pakket is al drie weken weg. This is ridiculous, I want my money back now please.", "mixed"),
        (
            "Hi team, my order never arrived and nobody answers.\nGraag even een reactie, ik wacht al twee weken.",
            "mixed",
        ),
        ("Die nieuwe map is serieus goed, had ik niet verwacht. Vorige season was drama met de boys", "nl"),
        ("@winkel https://x.example", "nl"),
        ("", "nl"),
    ],
)
def test_the_language_of_a_post(text: str, lang: str) -> None:
    assert language_of(text) == lang


def test_ten_thousand_dots_take_no_time() -> None:
    assert language_of("." * 10_000) == "nl"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ma commande n'est pas arrivée et je suis très déçu", "French"),
        ("Ich warte seit drei Wochen auf mein Paket und niemand antwortet", "German"),
        ("Moja paczka nie dotarła, to jest skandal", "Polish"),
        ("Kargom hala gelmedi ve çok kötü bir firma", "Turkish"),
        ("لم يصل طردي حتى الآن", "Arabic"),
        ("Lorem!", None),
        ("", None),
    ],
)
def test_the_language_of_a_post_is_told_by_its_little_words(text: str, language: str | None) -> None:
    found = foreign_language(text)
    assert (found.en if found else None) == language
