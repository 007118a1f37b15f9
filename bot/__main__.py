"""The command line: `meelezer`. Reads the clock and the environment; everything else is asked of the desk."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot import commands, contract, privacy_commands
from bot.app import App
from bot.case import clean, post_from, time_from
from bot.decision import VERBS, Wish
from bot.errors import BadFile, MeelezerError, WrongUse

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line for each result.")
_INPUT = click.option("--input", "source", metavar="FILE|-", help="JSON Lines or CSV; - reads standard input.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="meelezer")
@click.pass_context
def cli(context: click.Context) -> None:
    """Meelezer reads along before the reply goes out."""
    app = App()
    context.obj = app
    context.call_on_close(app.close)


def _say(line: dict[str, Any]) -> None:
    click.echo(json.dumps(line, ensure_ascii=False))


@cli.command()
@click.argument("text", nargs=-1)
@_INPUT
@_JSON
@click.pass_obj
def triage(app: App, text: tuple[str, ...], source: str | None, as_json: bool) -> None:
    """Read posts: what kind, how serious, public or private, and three drafts."""
    if not text and not source:
        raise WrongUse("Geef een bericht mee, of een bestand met --input.", "Give a post, or a file with --input.")
    sys.exit(commands.triage(app, commands.from_texts(text) if text else commands.from_source(source), as_json))


@cli.command()
@click.argument("question", required=False)
@click.option("--post", help="The post that the question is about.")
@click.option("--case", "case_id", help="The case that the question is about.")
@click.option("--more", is_flag=True, help="Add the guidelines in full, with where they come from.")
@_INPUT
@_JSON
@click.pass_obj
def ask(
    app: App,
    question: str | None,
    post: str | None,
    case_id: str | None,
    more: bool,
    source: str | None,
    as_json: bool,
) -> None:
    """Answer a colleague's question, about a post or a case where one is given."""
    if (question is None) == (source is None) or (post and case_id):
        raise WrongUse("Geef één vraag, met --post of --case, of een bestand met --input.",
                       "Give one question, with --post or --case, or a file with --input.")  # fmt: skip
    if source:
        sys.exit(commands.ask_all(app, commands.from_source(source), as_json))
    now = commands.now(app)
    about: Any = None
    if post:
        about = app.desk.proposal_for(post_from({"text": post}), now)
    elif case_id:
        about = app.ledger.file(app.ledger.find(case_id))
    answer = app.desk.ask(question or "", now, about)
    _say(contract.answered(answer)) if as_json else commands.show_answer(app, answer, more)


@cli.command()
@click.option("--post", help="The customer's post.")
@click.option("--reply", help="The reply to check.")
@_INPUT
@_JSON
@click.pass_obj
def review(app: App, post: str | None, reply: str | None, source: str | None, as_json: bool) -> None:
    """Check a reply before it goes out."""
    if (post is None or reply is None) == (source is None):
        raise WrongUse(
            "Geef --post en --reply, of een bestand met --input.",
            "Give --post and --reply, or a file with --input.",
        )
    lines = commands.from_source(source) if source else commands.from_fields({"post": post, "reply": reply})
    sys.exit(commands.review_all(app, lines, as_json))


@cli.command()
@click.option("--open", "only_open", is_flag=True, help="Only cases for which somebody still has to do something.")
@click.option("--search", metavar="WORDS", help="Only cases with these words, the newest first.")
@_JSON
@click.pass_obj
def cases(app: App, only_open: bool, search: str | None, as_json: bool) -> None:
    """List the cases, the oldest first."""
    if search is not None:
        commands.search_cases(app, search, only_open, as_json, commands.now(app))
        return
    commands.list_cases(app, only_open, as_json, commands.now(app))


@cli.command(context_settings={"ignore_unknown_options": False})
@click.argument("case_id", metavar="CASE")
@click.argument("verb", metavar="VERB", type=click.Choice(VERBS))
@click.argument("value", required=False, default="")
@click.option("--by", default=None, help="Who decides (default: you).")
@click.option("--text", default="", help="The reply, or what was promised.")
@click.option("--reason", default="", help="Why, where you set advice or findings aside.")
@click.option("--at", default=None, help="When it happened; for a promise: when it is due.")
@click.pass_obj
def decide(
    app: App, case_id: str, verb: str, value: str, by: str | None, text: str, reason: str, at: str | None
) -> None:
    """Decide about a case, as the card's buttons do: use 2, edit, correct type=…, approve, sent …

    \b
    VERB: use N · edit --text · correct type=…|severity=… · request-approval · approve · send-back ·
          sent · no-reply · promise --text · solved · not-solved · close · reopen · withdraw (does not belong here) ·
          kept · broken (a promise, with --text if there are several)
    """
    now = commands.now(app)
    when = time_from(at, "--at", app.settings.timezone)
    if verb == "promise" and when and not value:
        value = when.isoformat()  # a promise is made now; what is told is when it is due
    wish = Wish(
        verb,
        by or commands.user(),
        when if when and verb != "promise" else now,
        value,
        clean(text) if text.strip() else "",
        reason.strip(),
    )
    commands.decide(app, app.ledger.find(case_id), wish, now)


@cli.command()
@click.option("--now", "at", default=None, help="The time to look at (default: now).")
@_JSON
@click.pass_obj
def due(app: App, at: str | None, as_json: bool) -> None:
    """Show what the clocks say: reminders, approvals, promises, solved-checks, the digest."""
    now = time_from(at, "--now", app.settings.timezone) or commands.now(app)
    commands.show_due(app, now, as_json)


@cli.command()
@click.option("--week", default=None, help="Such as 2026-W47, or this (default: the last full week).")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="Write the chart to this file.")
@_JSON
@click.pass_obj
def digest(app: App, week: str | None, png: Path | None, as_json: bool) -> None:
    """Show a week in figures."""
    commands.show_digest(app, week, png, as_json, commands.now(app))


@cli.command()
@click.option("--force", is_flag=True, help="Train anew although there is a model for these data.")
@click.option(
    "--with-feedback", is_flag=True, help="Learn from the team's corrections; taken only if it reads no worse."
)
@click.option("--back", is_flag=True, help="Read with the model from before the last one with feedback.")
@click.option("--list", "as_list", is_flag=True, help="Tell which model reads, and which were before it.")
@click.pass_obj
def train(app: App, force: bool, with_feedback: bool, back: bool, as_list: bool) -> None:
    """Train the NLU on data/nlu (once for each content of nlu/ and data/nlu/), or also on the team's corrections."""
    from bot import learn

    if sum((force, with_feedback, back, as_list)) > 1:
        raise WrongUse("Kies één van --force, --with-feedback, --back en --list.",
                       "Choose one of --force, --with-feedback, --back and --list.")  # fmt: skip
    if with_feedback:
        sys.exit(learn.train(app))
    if back or as_list:
        learn.give_back(app) if back else learn.show_models(app)
        return
    click.echo(str(commands.train(app, force)))


@cli.group()
def feedback() -> None:
    """What the team's corrections teach."""


@feedback.command(name="export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--since", default=None, help="Only what was said since this date, such as 2026-11-01.")
@_JSON
@click.pass_obj
def feedback_export(app: App, file: Path | None, since: str | None, as_json: bool) -> None:
    """Print the corrections as training data without names, or write them to FILE."""
    from bot import learn

    learn.export(app, file, time_from(since, "--since", app.settings.timezone), as_json)


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@_JSON
@click.pass_obj
def evaluate(app: App, file: str, as_json: bool) -> None:
    """Compare the NLU's readings with the labels of FILE (JSON Lines: text, type, severity, lang)."""
    sys.exit(commands.evaluate(app, commands.from_source(file), as_json))


@cli.command()
@click.pass_obj
def doctor(app: App) -> None:
    """Look at every setting, file and part, and say what to do where something is wrong."""
    from bot.doctor import examine

    sys.exit(examine(app, click.echo))


@cli.command()
@click.argument("doors", nargs=-1, type=click.Choice(["slack", "teams"]))
@click.option("--port", default=None, type=click.IntRange(1, 65_535), help="For HTTP (Slack: 3000, Teams: 3978).")
@click.option("--host", default="127.0.0.1", help="The address to listen on, behind your web server.")
@click.option("--local", is_flag=True, help="Teams without credentials, to try it out on this machine.")
@click.pass_obj
def serve(app: App, doors: tuple[str, ...], port: int | None, host: str, local: bool) -> None:
    """Be there in Slack, in Teams or in both, until you stop it with Ctrl-C."""
    from bot.serve import given
    from bot.serve import serve as serving

    serving(app, doors or given(local), host, port, local)


@cli.group()
def slack() -> None:
    """What setting up Slack takes."""


@slack.command(name="manifest")
@click.option("--url", default=None, help="Your address (https://…), for HTTP instead of Socket Mode.")
@click.pass_obj
def slack_manifest(app: App, url: str | None) -> None:
    """Print the app manifest, to paste into api.slack.com/apps."""
    from bot.adapters.slack_manifest import manifest

    if url and not re.match(r"https://[\w.-]+", url):
        raise WrongUse("Slack neemt alleen een adres dat met https:// begint, zoals https://meelezer.voorbeeld.nl.",
                       "Slack takes only an address that begins with https://, such as https://meelezer.example.com.")  # fmt: skip
    click.echo(json.dumps(manifest(app.settings.language, url), ensure_ascii=False, indent=2))


@cli.group()
def teams() -> None:
    """What setting up Microsoft Teams takes."""


@teams.command(name="package")
@click.option(
    "--out", default="meelezer-teams.zip", type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@click.option("--host", default=None, help="Your organisation's site (www.example.org), where the app's page leads to.")
@click.pass_obj
def teams_package(app: App, out: Path, host: str | None) -> None:
    """Write the app package, to upload in Teams."""
    from bot.adapters.teams_package import NO_HOST, app_id, package

    made = package(app_id(os.environ), app.settings.language, host or NO_HOST)
    try:
        out.write_bytes(made)
    except OSError as error:
        raise WrongUse(f"{out} kan niet worden geschreven: {error.strerror}. Kies met --out een andere plek.",
                       f"{out} cannot be written: {error.strerror}. Choose another place with --out.") from error  # fmt: skip
    click.echo(str(out))


@cli.command(name="try")
@click.pass_obj
def try_(app: App) -> None:
    """Talk with Meelezer in this terminal."""
    from bot.adapters.terminal import converse

    if app.models.current() is None and not os.environ.get("NLU_URL"):
        commands.train(app, False)
    converse(app.desk, lambda: commands.now(app), commands.user())


for _command in (privacy_commands.purge, privacy_commands.forget, privacy_commands.export):
    cli.add_command(_command)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn every known failure into a sentence on standard error and its exit status."""
    try:
        yield
    except MeelezerError as error:
        click.echo(error.words.said(_spoken_language()), err=True)
        sys.exit(error.exit_status)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: end quietly
        sys.exit(0)


def _spoken_language() -> str:
    """The colleagues' language, also when the profile itself is what is wrong."""
    app = App()
    try:
        return app.settings.language
    except (BadFile, WrongUse):
        return "en" if os.environ.get("LANG", "").startswith("en") else "nl"


def main(command: Callable[..., Any] = cli) -> None:
    """Run the command line; leaves by SystemExit with the status of the contract."""
    with _sentences():
        command(standalone_mode=False)


if __name__ == "__main__":
    main()
