"""`meelezer doctor`: looks at every part and says what to do where something is wrong. Never prints a secret."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from bot.app import App
from bot.errors import MeelezerError
from bot.learn import learnt
from bot.settings import Settings
from bot.words import Words

Check = Callable[[App], Words]

_ENCODERS = frozenset({"use", "e5"})  # what a complete model reads with

_SECRETS = {
    "Slack": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),
    "Teams": ("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"),
}


def examine(app: App, say: Callable[[str], None]) -> int:
    """Run every check, `say` a line for each, and return the exit status: 0, or that of the worst failure."""
    worst, lang = 0, _language(app)
    for name, check in _checks(app):
        try:
            told = check(app).said(lang)
            say(f"✓ {name.said(lang)}: {told}")
        except MeelezerError as error:
            worst = max(worst, error.exit_status)
            say(f"✗ {name.said(lang)}: {error.words.said(lang)}")
    for line in _notes(app, lang):
        say(f"· {line}")
    return worst


def _language(app: App) -> str:
    try:
        return app.settings.language
    except MeelezerError:
        return "nl"


def _checks(app: App) -> Iterator[tuple[Words, Check]]:
    yield Words("Instellingen", "Settings"), _settings
    yield Words("Richtlijnen", "Guidelines"), _guidelines
    yield Words("Formuleringen", "Phrases"), _phrases
    yield Words("Logboek", "Ledger"), _ledger
    yield Words("Lezer (NLU)", "Reader (NLU)"), _nlu
    if _has_model(app):
        yield Words("Taalmodel", "Language model"), _language_model
    if os.environ.get("SLACK_BOT_TOKEN"):
        yield Words("Slack", "Slack"), _slack
    if any(os.environ.get(name) for name in _SECRETS["Teams"]):
        yield Words("Teams", "Teams"), _teams


def _slack(app: App) -> Words:
    from bot.adapters.slack_serve import Secrets, examined

    secrets = Secrets.of(os.environ)
    team, mode = asyncio.run(examined(secrets)), "Socket Mode" if secrets.app_token else "HTTP"
    return Words(f"neemt de tokens aan, werkruimte {team}, {mode}", f"takes the tokens, workspace {team}, {mode}")


def _teams(app: App) -> Words:
    from bot.adapters.teams_line import Secrets, TeamsLine

    async def hear(_: Mapping[str, Any]) -> None:
        """Nothing comes in here."""

    async def asked() -> str:
        line = TeamsLine(Secrets.of(os.environ, local=False, host=""), app.settings.teams.workspaces, hear)
        try:
            return await line.examined()
        finally:
            await line.close()

    bot = asyncio.run(asked())
    return Words(f"Microsoft neemt het wachtwoord van {bot} aan", f"Microsoft takes the password of {bot}")


def _has_model(app: App) -> bool:
    try:
        return app.settings.llm is not None
    except MeelezerError:
        return False


def _settings(app: App) -> Words:
    settings, file = app.settings, app.settings_file
    if not file.exists():
        return Words(f"standaard; maak {file} voor je eigen merk", f"defaults; make {file} for your own brand")
    return Words(f"{file} is in orde ({settings.brand})", f"{file} is fine ({settings.brand})")


def _guidelines(app: App) -> Words:
    n, m = len(app.handbook.guidelines), len(app.handbook.sources)
    return Words(f"{n} richtlijnen uit {m} bronnen", f"{n} guidelines from {m} sources")


def _phrases(app: App) -> Words:
    n = sum(len(templates) for phrases in app.phrases.values() for templates in phrases.moves.values())
    return Words(f"{n} zinnen in twee talen", f"{n} sentences in two languages")


def _ledger(app: App) -> Words:
    state = app.ledger.check()
    return Words(f"{state['cases']} zaken in {app.ledger.path}", f"{state['cases']} cases in {app.ledger.path}")


def _nlu(app: App) -> Words:
    app.nlu.parse(["Mijn pakket is er nog niet."])
    status = app.nlu.status()
    model, encoders = status.get("model_id", "?"), status.get("encoders")
    where = (
        Words("van jullie zelf (NLU_URL)", "your own (NLU_URL)")
        if os.environ.get("NLU_URL")
        else Words("draait hier", "runs here")
    )
    lacking = sorted(_ENCODERS - set(encoders)) if encoders is not None else []
    less = Words(
        f"; zonder de encoder {lacking[0]}, dus minder goed: make setup en dan meelezer train --force halen hem terug",
        f"; without the encoder {lacking[0]}, so less well: make setup and then meelezer train --force bring it back",
    ) if lacking else Words("", "")  # fmt: skip
    return Words(f"leest, model {model}, {where.nl}{less.nl}", f"reads, model {model}, {where.en}{less.en}")


def _language_model(app: App) -> Words:
    assert app.writer is not None
    assert app.settings.llm is not None
    app.writer.check()
    model, address = app.settings.llm.model, app.settings.llm.address
    return Words(f"{model} antwoordt op {address}", f"{model} answers at {address}")


def _notes(app: App, lang: str) -> Iterator[str]:
    """What is not wrong but good to know."""
    try:
        settings: Settings = app.settings
    except MeelezerError:
        return
    if not settings.approvers:
        yield Words("Er zijn geen goedkeurders ingesteld (approvers): iedereen mag goedkeuren.",
                    "No approvers are set (approvers): everybody may approve.").said(lang)  # fmt: skip
    if not settings.signer:
        yield Words("Er is geen ondertekenaar ingesteld (signer): voorstellen worden ondertekend door het webcareteam.",
                    "No signer is set (signer): drafts are signed by the webcare team.").said(lang)  # fmt: skip
    if settings.privacy.keep_days is None:
        yield Words("Er is geen bewaartermijn ingesteld (keep_days onder [privacy]): teksten van klanten blijven tot meelezer purge.",
                    "No term is set (keep_days under [privacy]): customers' texts stay until meelezer purge.").said(lang)  # fmt: skip
    with suppress(MeelezerError):  # a ledger that does not open is told above
        yield learnt(app).said(lang)
    for vendor, names in _SECRETS.items():
        found = [name for name in names if os.environ.get(name)]
        listed = ", ".join(found) if found else Words("geen sleutels ingesteld", "no keys set").said(lang)
        yield f"{vendor}: {listed}"
