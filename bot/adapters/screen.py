"""Cards, answers and lists on a terminal, by rich. A customer's text is only ever plain text here, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.answers import Answer
from bot.card import Card, Why
from bot.review import Finding
from bot.similar import Before
from bot.words import Words

_TONES = {"low": "green", "medium": "yellow", "high": "dark_orange", "critical": "bold red"}
_QUOTE_CHARACTERS = 600  # of the post on a card; the whole stands with the customer
_WIDTH = 96


def show_card(console: Console, card: Card, lang: str, why: bool = False) -> None:
    """Print a card; with `why` the reasons and the side that lost stand open."""
    console.print(card_panel(card, lang, why), width=min(console.width, _WIDTH))


def card_panel(card: Card, lang: str, why: bool = False) -> Panel:
    """The card as a panel: the advice first, for a colleague in a hurry, then the drafts, then what one can do."""
    tone = _TONES.get(card.tone, "white")
    parts: list[RenderableType] = [
        Text(_quoted(card.quote), style="italic"),
        Text(f"— {card.author}", style="dim"),
        Text(),
        Text.assemble(("▶ ", tone), (card.advice, "bold")),
    ]
    if card.facts:
        parts.append(Text("  " + " · ".join(f"{name}: {value}" for name, value in card.facts), style="dim"))
    parts += [Text(f"  ! {note}", style="yellow") for note in card.notes]
    parts += _reasons(card, lang, why)
    parts += _before(card, lang)
    parts += _drafts(card)
    parts += [Text(), _buttons(card)]
    title = Text.assemble((card.title, tone), (f"  {card.case}", "dim"))
    return Panel(Group(*parts), title=title, title_align="left", subtitle=Text(card.status, style="dim"), subtitle_align="right",
                 box=box.ROUNDED, border_style=tone, padding=(0, 1))  # fmt: skip


def _quoted(text: str) -> str:
    flat = text if len(text) <= _QUOTE_CHARACTERS else text[:_QUOTE_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return f"“{flat}”"


def _reasons(card: Card, lang: str, why: bool) -> list[RenderableType]:
    if not card.why:
        return []
    shown = card.why if why else card.why[:1]
    lines: list[RenderableType] = [Padding(_reason(one), (0, 0, 0, 2)) for one in shown]
    if why:
        label = Words("Zo kwam ik erop:", "How I got there:").said(lang)
        chain = [Padding(Text(f"{number}. {step}"), (0, 0, 0, 2)) for number, step in enumerate(card.chain, 1)]
        lines = [Text(f"  {label}", style="dim"), *chain, Text(), *lines]
    if why and card.overruled:
        label = Words("Wat niet gevolgd is, en waarom:", "What was set aside, and why:").said(lang)
        lines += [
            Text(f"  {label}", style="dim"),
            *(Padding(_reason(one), (0, 0, 0, 2)) for one in card.overruled),
        ]
    return lines


def _reason(one: Why) -> Text:
    return Text.assemble(one.text, (f"  [{one.weight} · {one.source}]", "dim"))


def _before(card: Card, lang: str) -> list[RenderableType]:
    """Earlier cases that are like this one, a line each: when, how it ended, how the reply began."""
    if not card.before:
        return []
    label = Words("Zoiets hadden we eerder:", "We have had this before:").said(lang)
    lines: list[RenderableType] = [Text(f"  {label}", style="dim")]
    for one in card.before:
        reply = f": “{one.reply}”" if one.reply else ""
        lines.append(Text(f"  {one.when} {one.ended}{reply}".replace("\n", " "), no_wrap=True, overflow="ellipsis"))
    return lines


def show_found(console: Console, title: str, lines: Sequence[Before]) -> None:
    """Print earlier cases below a sentence: what it was, when and how it ended, the post, and what was answered."""
    console.print(Text(title, style="bold" if lines else ""), width=min(console.width, _WIDTH))
    for one in lines:
        head = Text.assemble(
            (one.title, _TONES.get(one.tone, "")), f" · {one.when} · ", (one.ended, "bold"), (f"  {one.case}", "dim")
        )
        rows = [f"“{one.quote}”", *([f"↳ “{one.reply}”"] if one.reply else [])]
        console.print(head, width=min(console.width, _WIDTH))
        for row in rows:
            text = Text("  " + " ".join(row.split()), style="italic")
            console.print(text, width=min(console.width, _WIDTH), no_wrap=True, overflow="ellipsis")


def _drafts(card: Card) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if card.reply:
        text, by = card.reply
        lines += [Text(), Text.assemble(("✎ ", "bold cyan"), text, (f"  — {by}", "dim"))]
    for number, draft in enumerate(card.drafts, 1):
        lines += [Text(), Text.assemble((f"{number} ", "bold cyan"), draft)]
    if card.closing:
        lines += [Text(), Text.assemble((f"{card.closing[0]} ", "bold cyan"), card.closing[1])]
    return lines


def _buttons(card: Card) -> Text:
    line = Text()
    for button in card.buttons:
        style = "black on cyan" if button.style == "primary" else "black on grey70"
        line.append(f" {button.label} ", style=style)
        line.append(" ")
    return line


def show_answer(console: Console, answer: Answer, full: str = "") -> None:
    """Print an answer with what carries it; `full` are the guidelines themselves."""
    console.print(Text(answer.text), width=min(console.width, _WIDTH))
    if answer.sources:
        names = ", ".join(f"{one.source} ({one.weight})" for one in answer.sources)
        console.print(Text(names, style="dim"), width=min(console.width, _WIDTH))
    if full:
        console.print(Rule(style="dim"), Text(full), width=min(console.width, _WIDTH))


def show_findings(console: Console, reply: str, findings: Sequence[Finding], lang: str) -> None:
    """Print what the reviewer found in `reply`, with the words concerned."""
    if not findings:
        console.print(
            Text(
                Words("Goed zo: niets op aan te merken.", "All good: nothing to remark.").said(lang),
                style="green",
            )
        )
    for one in findings:
        mark, style = ("✗", "bold red") if one.level == "block" else ("!", "yellow")
        words = reply[one.start : one.end].strip()
        console.print(
            Text.assemble((f"{mark} ", style), (f"“{words}” — " if words else "", "italic"), one.message.said(lang))
        )


def show_cases(console: Console, cards: Sequence[Card], lang: str) -> None:
    """Print cases as a list, a line each."""
    if not cards:
        console.print(Text(Words("Er zijn geen zaken.", "There are no cases.").said(lang)))
        return
    table = Table(box=box.SIMPLE, pad_edge=False)
    for name in (
        Words("Zaak", "Case"),
        Words("Wat", "What"),
        Words("Staat", "Status"),
        Words("Bericht", "Post"),
    ):
        table.add_column(name.said(lang), no_wrap=name.en != "Post", max_width=60)
    for card in cards:
        short = " ".join(card.quote.split())
        table.add_row(
            card.case,
            Text(card.title, style=_TONES.get(card.tone, "")),
            Text(card.status),
            Text(short[:100], style="italic"),
        )
    console.print(table)


def show_report(console: Console, report: dict[str, Any], lang: str) -> None:
    """Print the figures of `evaluate` as tables, one a language."""
    for language, part in report["languages"].items():
        console.print(Text(f"{language}  n={part['n']}", style="bold"))
        table = Table(box=box.SIMPLE, pad_edge=False)
        columns = Words("klasse|aantal|precisie|vangst|F1", "class|n|precision|recall|F1").said(lang)
        for column in columns.split("|"):
            table.add_column(column)
        for task in ("type", "topic", "signals"):
            for name, row in part.get(task, {}).get("classes", {}).items():
                table.add_row(
                    name, str(row["n"]), f"{row['precision']:.2f}", f"{row['recall']:.2f}", f"{row['f1']:.2f}"
                )
        console.print(table)
        for task in ("type", "topic", "severity", "signals"):
            if task in part:
                figures = {k: v for k, v in part[task].items() if isinstance(v, float)}
                console.print(Text(f"{task}: " + ", ".join(f"{k} {v:.3f}" for k, v in figures.items())))
