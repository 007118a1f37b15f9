"""Earlier cases as every chat door tells them: words and order, without markup."""

from __future__ import annotations

from bot.adapters.chat_cards import toned
from bot.adapters.chat_text import capital, cut, on_one_line
from bot.card import Card
from bot.similar import Before
from bot.words import Words

EARLIER = Words("Eerdere zaken", "Earlier cases")
NO_MORE = Words("Er zijn geen eerdere zaken die hierop lijken.", "There are no earlier cases like this one.")


def how_many(card: Card, lang: str) -> str:
    """Return that there are earlier cases like that of a card; "" where there are none."""
    number = len(card.before)
    if not number:
        return ""
    last = f"{card.before[0].when}, {cut(on_one_line(card.before[0].ended), 60)}"
    words = Words(
        f"Dit hadden we {number} keer eerder, zoals op {last}.",
        f"We have had this {number} times before, as on {last}.",
    )
    once = Words(f"Dit hadden we één keer eerder: op {last}.", f"We have had this once before: on {last}.")
    return f"🗂️ {(once if number == 1 else words).said(lang)}"


def line(one: Before, most: int) -> tuple[str, str, list[str]]:
    """Return the mark and the title of an earlier case, when it was and how it ended, and the lines below: at most `most`
    characters of the post, and somewhat more of what was answered."""
    below = [f"“{cut(on_one_line(one.quote), most)}”"]
    if one.reply:
        below.append(f"↳ “{cut(on_one_line(one.reply), 3 * most // 2)}”")
    return (
        toned(one.tone),
        f"{capital(one.title)} · {one.when}",
        [capital(cut(on_one_line(one.ended), 2 * most)), *below],
    )
