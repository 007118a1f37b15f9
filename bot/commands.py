"""What the commands do once their words are understood: input in, JSON lines or words for people out.

Part of the wiring, as `app.py` is: `__main__.py` only names the commands and their options.
"""

from __future__ import annotations

import getpass
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import contract
from bot.adapters import screen
from bot.answers import Answer, more
from bot.app import App
from bot.case import Post, history_from, post_from
from bot.chat_search import found_by
from bot.decision import Wish
from bot.desk import Triaged
from bot.digest_words import told
from bot.errors import BadInput, MeelezerError, NluAway
from bot.lines import Line, read_lines
from bot.privacy import nothing_left
from bot.words import Words

_MOST_FOUND = 1000
_AT_ONCE = 32  # posts that the NLU reads together; results come out in order


def from_texts(texts: Iterable[str]) -> Iterator[Line]:
    """The arguments of the command line as input lines: a line each."""
    return from_fields(*({"text": text} for text in texts))


def from_fields(*fields: Mapping[str, Any]) -> Iterator[Line]:
    """Input lines of fields that are at hand."""
    return (Line("", dict(one)) for one in fields)


def from_source(source: str | None) -> Iterator[Line]:
    """The lines of a file, or of standard input for "-". Raises BadInput when it cannot be read."""
    if source == "-":
        yield from read_lines(sys.stdin.buffer)
        return
    try:
        with Path(source or "").open("rb") as file:
            yield from read_lines(file)
    except OSError as error:
        raise BadInput(f"{source} kan niet worden gelezen ({error.strerror}); controleer de naam.",
                       f"{source} cannot be read ({error.strerror}); check the name.") from None  # fmt: skip


def now(app: App) -> datetime:
    """The time on the team's clock; only the command line and the doors read it."""
    return datetime.now(app.settings.zone)


def user() -> str:
    """Who runs the command, where nobody is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no user name in a bare container
        return "?"


class Outcome:
    """Prints results as JSON or for people, and remembers how it went for the exit status."""

    def __init__(self, app: App, as_json: bool) -> None:
        self.lang, self.as_json, self.status = app.settings.language, as_json, 0

    def failed(self, line_id: str, error: MeelezerError) -> None:
        """A line that could not be done: told in its place, and in the exit status at the end."""
        self.status = max(self.status, error.exit_status if isinstance(error, NluAway) else 1)
        message = error.words.said(self.lang)
        if self.as_json:
            self.line(contract.failed(line_id or None, message))
        else:
            click.echo(f"{line_id}: {message}" if line_id else message, err=True)

    def line(self, line: dict[str, Any]) -> None:
        """One result as JSON."""
        click.echo(json.dumps(line, ensure_ascii=False))


def triage(app: App, lines: Iterable[Line], as_json: bool) -> int:
    """Triage `lines` and print a result for each, in order; return the exit status."""
    outcome = Outcome(app, as_json)
    desk = app.desk
    for part in _with_progress(lines, app):
        posts: dict[int, Post] = {}
        problems: dict[int, MeelezerError] = {}
        for place, line in enumerate(part):
            try:
                if line.error:
                    raise line.error
                posts[place] = post_from(line.fields, app.settings.timezone)
            except BadInput as error:
                problems[place] = error
        done = dict(zip(posts, desk.receive_all(list(posts.values()), now(app)), strict=True))
        for place, line in enumerate(part):
            if place in problems:
                outcome.failed(line.id, problems[place])
            else:
                _show_triaged(app, outcome, done[place], posts[place])
    if outcome.status < NluAway.exit_status:
        desk.catch_up(now(app))  # what was left unread when the NLU was away, or the plug was pulled
    return outcome.status


def _show_triaged(app: App, outcome: Outcome, result: Triaged, post: Post) -> None:
    file = result.file
    if result.away:
        outcome.failed(post.id or file.case.id, result.away)
    elif file.case.removed_at:
        words = nothing_left(file.case, app.settings)
        outcome.failed(post.id or file.case.id, BadInput(words.nl, words.en))
    elif outcome.as_json:
        assert file.proposal is not None
        findings = [app.desk.review_draft(post, file.proposal, draft.text) for draft in file.proposal.drafts]
        outcome.line(contract.triaged(file, post.id, dict(post.extra), findings, app.settings))
    else:
        screen.show_card(Console(), app.desk.card(file, now(app)), app.settings.language)


def ask_all(app: App, lines: Iterable[Line], as_json: bool) -> int:
    """Answer the questions of `lines`; return the exit status."""
    outcome = Outcome(app, as_json)
    for line in itertools.chain.from_iterable(_with_progress(lines, app)):
        try:
            if line.error:
                raise line.error
            question, post = line.fields.get("question"), line.fields.get("post")
            if not isinstance(question, str):
                raise BadInput("Het veld question ontbreekt.", "The field question is missing.")
            asked_at = now(app)
            about = app.desk.proposal_for(_post_of(post, app), asked_at) if post else None
            answer = app.desk.ask(question, asked_at, about)
        except (BadInput, NluAway) as error:
            outcome.failed(line.id, error)
        else:
            outcome.line(contract.answered(answer, line.id)) if as_json else show_answer(app, answer, False)
    return outcome.status


def _post_of(value: Any, app: App) -> Post:
    """A post in an input line: an object as for triage, or just its text."""
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, Mapping):
        raise BadInput(
            "Het veld post is een tekst of een object met text.",
            "The field post is a text or an object with text.",
        )
    return post_from(value, app.settings.timezone)


def show_answer(app: App, answer: Answer, in_full: bool) -> None:
    """Print an answer for a person; with `in_full` the guidelines behind it as well."""
    full = more(answer.sources, app.handbook, answer.lang) if in_full else ""
    screen.show_answer(Console(), answer, full)


def review_all(app: App, lines: Iterable[Line], as_json: bool) -> int:
    """Review the replies of `lines`; return the exit status."""
    outcome = Outcome(app, as_json)
    for line in lines:
        try:
            if line.error:
                raise line.error
            findings = app.desk_for_reviews.review(
                *_reply_of(line.fields, app), signer=line.fields.get("signer") or None
            )
        except BadInput as error:
            outcome.failed(line.id, error)
            continue
        if as_json:
            outcome.line(contract.reviewed(line.id or None, findings, outcome.lang))
        else:
            screen.show_findings(Console(), line.fields["reply"], findings, outcome.lang)
    return outcome.status


def _reply_of(fields: Mapping[str, Any], app: App) -> tuple[Post, str, datetime, list[str]]:
    """The post, the reply, the time and the earlier replies of a line of `review`."""
    post, reply, earlier = fields.get("post"), fields.get("reply"), fields.get("history")
    if not isinstance(reply, str):
        raise BadInput("Het veld reply ontbreekt.", "The field reply is missing.")
    more_fields = {name: fields[name] for name in ("platform", "author") if fields.get(name)}
    read = _post_of({"text": post, **more_fields} if isinstance(post, str) else post, app)
    texts = [one for one in earlier if isinstance(one, str)] if isinstance(earlier, list) else []
    if isinstance(earlier, list) and len(texts) < len(earlier):
        texts = [turn.text for turn in history_from(earlier) if turn.by == "brand"]
    return read, reply, now(app), texts


def list_cases(app: App, only_open: bool, as_json: bool, now: datetime) -> None:
    """Print the cases."""
    files = app.ledger.open_files() if only_open else list(app.ledger.files())
    if not as_json:
        screen.show_cases(Console(), [app.desk_without_nlu.card(file, now) for file in files], app.settings.language)
        return
    for file in files:
        click.echo(json.dumps(contract.listed(file, app.settings), ensure_ascii=False))


def search_cases(app: App, words: str, only_open: bool, as_json: bool, now: datetime) -> None:
    """Print the cases with some words; as JSON up to _MOST_FOUND. Raises BadInput where there are no words."""
    desk = app.desk_without_nlu
    if as_json:
        for file in desk.search(words, _MOST_FOUND, only_open)[0]:
            click.echo(json.dumps(contract.listed(file, app.settings), ensure_ascii=False))
        return
    found = found_by(desk, words, now, only_open)
    screen.show_found(Console(), found.title.said(app.settings.language), found.lines)


def decide(app: App, case_id: str, wish: Wish, now: datetime) -> None:
    """Do what a button does, and show the card as it is then."""
    file, changed = app.desk_without_nlu.decide(case_id, wish)
    console, lang = Console(), app.settings.language
    screen.show_card(console, app.desk_without_nlu.card(file, now), lang)
    if not changed:
        click.echo(
            Words("Dit was al zo; er is niets veranderd.", "This was so already; nothing has changed.").said(lang)
        )


def show_due(app: App, now: datetime, as_json: bool) -> None:
    """Print what the clocks say at `now`."""
    things = app.desk_without_nlu.due(now)
    for one in things:
        line = contract.due(one, app.settings)
        click.echo(
            json.dumps(line, ensure_ascii=False)
            if as_json
            else f"{line['at'][:16]}  {line['case'] or '—'}  {line['text']}"
        )
    if not things and not as_json:
        click.echo(Words("Er is nu niets te doen.", "There is nothing to do now.").said(app.settings.language))


def show_digest(app: App, week: str | None, png: Path | None, as_json: bool, now: datetime) -> None:
    """Print a week in figures, and draw it to `png` where that is asked."""
    digest = app.desk_without_nlu.digest(week, now)
    if png:
        from bot.adapters.chart import draw

        try:
            draw(digest, png, app.settings.language)
        except OSError as error:
            raise BadInput(
                f"{png} kan niet worden geschreven ({error.strerror}).",
                f"{png} cannot be written ({error.strerror}).",
            ) from None
    if as_json:
        click.echo(json.dumps(digest.as_json(), ensure_ascii=False))
    else:
        click.echo(told(digest, app.settings.language))


def train(app: App, force: bool) -> Path:
    """Train with a progress bar on standard error (a line a step where that is no terminal); return the model's file."""
    with telling(app) as tell:
        return app.models.train(tell, force)


@contextmanager
def telling(app: App) -> Iterator[Callable[[dict[str, Any]], None]]:
    """What shows each step of a training (`models.Progress`), as a progress bar or, where that is no terminal, as lines."""
    console, lang = Console(stderr=True), app.settings.language
    with _bar(console) as bar:
        task = bar.add_task(Words("Model trainen", "Training the model").said(lang), total=None)
        told: list[str] = []

        def tell(line: dict[str, Any]) -> None:
            step = _WAITS.said(lang) if line.get("waiting") else str(line.get("step", ""))
            if step and step not in told and not console.is_terminal:
                click.echo(f"  {step} …", err=True)
            told.append(step)
            if step:
                bar.update(task, description=step, completed=line.get("done", 0), total=line.get("total"))

        yield tell


_WAITS = Words("Er wordt al een model getraind; ik wacht tot dat klaar is",
               "A model is being trained already; I wait until that is done")  # fmt: skip


def evaluate(app: App, lines: Iterable[Line], as_json: bool) -> int:
    """Compare readings with labels and print the report; return the exit status."""
    from bot.adapters.scikit_learn import Labelled, labelled, report

    outcome = Outcome(app, as_json)
    read: list[Labelled] = []
    for part in _with_progress(lines, app):
        good = []
        for line in part:
            text = line.fields.get("text") or line.fields.get("question")
            if line.error or not isinstance(text, str) or not text.strip():
                outcome.failed(
                    line.id, line.error or BadInput("Het veld text ontbreekt.", "The field text is missing.")
                )
            else:
                good.append((line.fields, text))
        replies = app.desk.nlu.parse([text for _, text in good])
        read += labelled([fields for fields, _ in good], replies, app.settings.handles)
    if not read:
        raise BadInput("Er staan geen gelabelde regels in het bestand.", "There are no labelled lines in the file.")
    result = report(read)
    outcome.line(result) if as_json else screen.show_report(Console(), result, outcome.lang)
    return outcome.status


def _with_progress(lines: Iterable[Line], app: App) -> Iterator[list[Line]]:
    """The lines in parts; on a terminal a progress bar shows how many are done."""
    lines = iter(lines)
    first = list(itertools.islice(lines, _AT_ONCE))
    if len(first) < _AT_ONCE or not sys.stderr.isatty() or sys.stdout.isatty():
        while first:
            yield first
            first = list(itertools.islice(lines, _AT_ONCE))
        return
    everything = [*first, *lines]  # a person waits: count first, then show how far it is
    with _bar(Console(stderr=True)) as bar:
        task = bar.add_task(Words("Lezen", "Reading").said(app.settings.language), total=len(everything))
        for start in range(0, len(everything), _AT_ONCE):
            part = everything[start : start + _AT_ONCE]
            yield part
            bar.advance(task, len(part))


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
