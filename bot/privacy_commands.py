"""The commands that let go of customers' texts, and that show somebody what is held of them. Part of the wiring."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot import commands, privacy
from bot.adapters.ledger_privacy import PrivateLedger
from bot.app import App
from bot.case import time_from
from bot.errors import BadInput, LedgerAway
from bot.labels import PLATFORMS
from bot.privacy_export import export_of
from bot.words import Words

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line.")
_DRY = click.option("--dry-run", is_flag=True, help="Only tell what would go.")
_PLATFORM = click.option(
    "--platform", type=click.Choice(list(PLATFORMS)), help="Only on this platform (default: everywhere)."
)
_SALT_BYTES = 16


@click.command()
@click.option("--before", default=None, help="Remove what was over before this day (2026-01-01).")
@click.option(
    "--older-than", type=click.IntRange(0), default=None, metavar="DAYS", help="Remove what was over so many days ago."
)
@click.option("--by", default=None, help="Who asks for it (default: you).")
@_DRY
@_JSON
@click.pass_obj
def purge(app: App, before: str | None, older_than: int | None, by: str | None, dry_run: bool, as_json: bool) -> None:
    """Remove the texts of cases that are over; the figures stay."""
    now, settings = commands.now(app), app.settings
    limit = privacy.purged_before(time_from(before, "--before", settings.timezone), older_than, settings, now)
    ledger = PrivateLedger(app.ledger, settings)
    removed = ledger.purge(limit, now, by or commands.user(), dry_run)
    line = {"before": limit.isoformat(timespec="seconds"), "dry_run": dry_run, **removed.as_json()}
    click.echo(json.dumps(line) if as_json else privacy.told_of_purge(removed, limit, dry_run, settings))
    if not dry_run:
        _wiped(ledger.wipe)


@click.command()
@click.argument("author")
@_PLATFORM
@click.option("--by", default=None, help="Who does it (default: you).")
@_DRY
@_JSON
@click.pass_obj
def forget(app: App, author: str, platform: str | None, by: str | None, dry_run: bool, as_json: bool) -> None:
    """Erase everything of one author, and prove what went. Take their data out with export first, if they want them."""
    now, settings = commands.now(app), app.settings
    ledger = PrivateLedger(app.ledger, settings)
    earlier = ledger.erasures_of(author)
    removed = ledger.forget(author, platform, now, by or commands.user(), secrets.token_bytes(_SALT_BYTES), dry_run)
    before = [{"at": one.at.isoformat(timespec="seconds"), "by": one.by, "cases": one.cases} for one in earlier]
    line = {"dry_run": dry_run, **removed.as_json(), "erased_before": before}
    click.echo(json.dumps(line) if as_json else privacy.told_of_forgetting(removed, dry_run, earlier, settings))
    if not dry_run:
        _wiped(ledger.wipe)


@click.command()
@click.argument("author")
@_PLATFORM
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file, for you alone.")
@click.pass_obj
def export(app: App, author: str, platform: str | None, output: Path | None) -> None:
    """Show everything that is held of one author, as JSON that they can read: their right of access."""
    ledger = PrivateLedger(app.ledger, app.settings)
    files, questions, named_in = ledger.held(author, platform)
    held = export_of(author, files, questions, named_in, ledger.erasures_of(author), commands.now(app))
    text = json.dumps(held, ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    _write(output, text + "\n")
    said = Words(f"{len(files)} zaken staan nu in {output}. Alleen jij kunt dat bestand lezen; bewaar het niet langer dan nodig.",
                 f"{len(files)} cases are now in {output}. You alone can read that file; keep it no longer than needed.")  # fmt: skip
    click.echo(said.said(app.settings.language))


def _write(path: Path, text: str) -> None:
    """Write a file that nobody else on the machine can read."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            path.chmod(0o600)  # one that was there may have been open to others
            file.write(text)
    except OSError as error:
        raise BadInput(f"{path} kan niet worden geschreven ({error.strerror}); kies met --output een andere plek.",
                       f"{path} cannot be written ({error.strerror}); choose another place with --output.") from None  # fmt: skip


def _wiped(wipe: Callable[[], Any]) -> None:
    """Take what was removed out of the file as well, and say what to do where that could not be."""
    try:
        wipe()
    except LedgerAway as error:
        nl, en = error.words.nl, error.words.en
        raise LedgerAway(f"De teksten zijn uit het logboek, maar nog niet uit het bestand gewist. {nl} Doe daarna dit nog eens.",
                         f"The texts are out of the ledger, but not yet wiped from the file. {en} Then do this again.") from None  # fmt: skip
