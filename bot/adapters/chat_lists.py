"""Lists of cases and the week in figures, as every chat door tells them: words and order, without markup."""

from __future__ import annotations

import re

from bot.adapters.chat_cards import MARKS, due_of, in_short
from bot.adapters.chat_text import capital, cut, on_one_line
from bot.card import Card
from bot.digest import Digest
from bot.digest_words import figures as other_figures
from bot.labels import SEVERITIES, STATUSES, TYPES
from bot.words import Words

_WEEK_FIRST = re.compile(r"\d{4}-W\d\d(?: tot nu toe| so far)?: ")
NO_CASES = Words("Er zijn geen open zaken. Mooi zo.", "There are no open cases. Well done.")


# --- cases -----------------------------------------------------------------------------------------------------------


def how_many(number: int, lang: str) -> str:
    """Return the title of a list of cases."""
    words = Words(f"{number} open zaken", f"{number} open cases")
    return (Words("1 open zaak", "1 open case") if number == 1 else words).said(lang)


def case_line(card: Card, note: str, lang: str, most: int) -> tuple[list[str], str]:
    """Return by when something is due, and what stands below: where the case stands and how its post begins.

    A note, such as a promise, comes in the place of both."""
    if note:
        return [], cut(on_one_line(note), 2 * most)
    usual = (card.title, STATUSES["advised"].said(lang))  # says no more than the title, or than the deadline
    status = [] if card.status in usual else [capital(cut(card.status, 2 * most))]
    return due_of(card), " · ".join([*status, f"“{in_short(card, most)}”"])


# --- the week --------------------------------------------------------------------------------------------------------


def week_title(digest: Digest, lang: str) -> str:
    """Return the heading of a digest."""
    year, _, week = digest.week.partition("-W")
    running = Words(", tot nu toe", ", so far") if digest.so_far else Words("", "")
    title = Words(f"Week {int(week)} van {year}{running.nl}", f"Week {int(week)} of {year}{running.en}")
    return f"{MARKS['digest']} {title.said(lang)}"


def in_the_week(line: str) -> str:
    """Return a sentence of a digest as it stands below a heading that names the week already."""
    return capital(_WEEK_FIRST.sub("", line, count=1)) if _WEEK_FIRST.match(line) else line


def described(digest: Digest, lang: str) -> str:
    """Return what the chart shows, for who cannot see it."""
    kinds = [f"{TYPES[name].said(lang)} {n}" for name, n in digest.by_type.items() if n]
    levels = [f"{SEVERITIES[name].said(lang)} {n}" for name, n in digest.by_severity.items() if n]
    chart = Words("Staafdiagram van de berichten", "Bar chart of the posts").said(lang)
    weeks = [f"{one.week} {one.cases}" for one in digest.weeks_before]
    before = f" {Words('De weken ervoor', 'The weeks before').said(lang)}: {', '.join(weeks)}." if weeks else ""
    return cut(f"{chart}: {', '.join(kinds) or '–'}; {', '.join(levels) or '–'}.{before}", 2000)


def figures(digest: Digest, lang: str, drawn: bool) -> list[tuple[str, str]]:
    """Return the figures of the week without the noughts, and without what is drawn; none for a week without cases."""
    if not digest.cases:
        return []
    severity = Words("Ernst", "Severity").said(lang)
    counted = {
        **{capital(TYPES[name].said(lang)): n for name, n in digest.by_type.items() if not drawn},
        **{f"{severity}: {SEVERITIES[name].said(lang)}": n for name, n in digest.by_severity.items() if not drawn},
    }
    return [*((name, str(n)) for name, n in counted.items() if n), *other_figures(digest, lang)]
