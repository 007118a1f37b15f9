"""What the commands about learning do: export the team's feedback, train with it, go back, tell which model reads.

Part of the wiring, as `app.py` is.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import commands, compare
from bot.adapters.ledger_feedback import colleagues, taught, taught_since
from bot.adapters.shelf import Taken
from bot.adapters.training_data import as_line, as_yaml, known_texts
from bot.app import ROOT, App
from bot.errors import BadInput, Refused, WrongUse
from bot.feedback import Feedback, feedback_of
from bot.settings import Settings
from bot.words import Words

if TYPE_CHECKING:
    from bot.adapters.learning import Learned


def feedback(app: App, since: datetime | None = None) -> Feedback:
    """What the team taught so far, said `since` where that is given. Raises LedgerAway."""
    names = colleagues(app.ledger) | _named(app.settings)
    return feedback_of(taught(app.ledger), lambda: known_texts(ROOT), names, since)


def _named(settings: Settings) -> set[str]:
    """The colleagues whom the profile names."""
    people = (*settings.slack.people.values(), *settings.teams.people.values())
    return {name for name in (settings.signer, settings.on_call, *settings.approvers, *people) if name}


def export(app: App, file: Path | None, since: datetime | None, as_json: bool) -> None:
    """Print the feedback, or write it to `file`: as a file of data/nlu, or as lines of JSON. What is left out is told."""
    found = feedback(app, since)
    text = as_yaml(found.lessons)
    if as_json:
        text = "".join(json.dumps(as_line(one), ensure_ascii=False) + "\n" for one in found.lessons)
    if file is None:
        click.echo(text, nl=False)
    else:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise WrongUse(f"{file} kan niet worden geschreven ({error.strerror}); kies een andere plek.",
                           f"{file} cannot be written ({error.strerror}); choose another place.") from error  # fmt: skip
    _print(app, found.told, *(one.told for one in found.disputes), beside=True)


def train(app: App) -> int:
    """Train with the team's feedback and take the model if it is no worse; return the exit status: 1 where it was not taken."""
    from bot.adapters.learning import Learning  # scikit-learn: three seconds that an export need not wait

    found = feedback(app)
    _print(app, found.told, *(one.told for one in found.disputes), beside=True)
    if not found.lessons:
        raise BadInput(
            "Er valt nog niets te leren: verbeter of bevestig eerst wat Meelezer in berichten leest (Klopt niet?).",
            "There is nothing to learn yet: first correct or confirm what Meelezer reads in posts (Not right?).",
        )
    with commands.telling(app) as tell:
        learned = Learning(ROOT, app.home, app.models).learn(found.lessons, commands.now(app), tell)
    _print(app, *outcome(learned))
    return 0 if learned.taken or not learned.new else 1


def outcome(learned: Learned) -> list[Words]:
    """What came of a training, in sentences."""
    if not learned.new:
        return [Words("Het model waarmee gelezen wordt, heeft dit allemaal al geleerd.",
                      "The model that reads has learnt all of this already.")]  # fmt: skip
    figures = compare.told(learned.found)
    said = [Words(f"Op {learned.posts} berichten waarvan nooit geleerd is, eerst → nu: {figures.nl}.",
                  f"On {learned.posts} posts that are never learnt from, before → now: {figures.en}.")]  # fmt: skip
    if not learned.taken:
        fell = compare.fallen(learned.worse)
        worse = Words(
            f"Dat is slechter ({fell.nl}), dus het oude model blijft. "
            "Kijk met meelezer feedback export of de correcties kloppen.",
            f"That is worse ({fell.en}), so the old model stays. "
            "See with meelezer feedback export whether the corrections are right.",
        )
        return [*said, worse]
    said.append(Words("Niets daalt meer dan door toeval kan, dus hiermee wordt voortaan gelezen. Terug kan met meelezer train --back.",
                      "Nothing falls by more than chance explains, so this one reads from now on. Go back with meelezer train --back."))  # fmt: skip
    return [*said, _when_read()]


def give_back(app: App) -> None:
    """Read with the model from before the last one that was taken. Raises Refused where none was."""
    taken = app.models.shelf.give_back()
    if taken is None:
        raise Refused("Er is geen model om van terug te gaan: Meelezer leest met zijn eigen model.",
                      "There is no model to go back from: Meelezer reads with its own model.")  # fmt: skip
    _print(app, Words(f"Het model van {_day(taken)} wordt niet meer gebruikt. {_reads(app).nl}",
                    f"The model of {_day(taken)} is no longer used. {_reads(app).en}"), _when_read())  # fmt: skip


def _when_read() -> Words:
    """From when on a running bot reads with another model."""
    if os.environ.get("NLU_URL"):
        return Words("Let op: NLU_URL wijst naar een andere lezer; zet het model daar zelf neer.",
                     "Mind: NLU_URL points to another reader; put the model there yourself.")  # fmt: skip
    if os.environ.get("NLU_PORT", "0") != "0":
        return Words("Een bot die draait, leest ermee na een herstart, want NLU_PORT staat vast.",
                     "A running bot reads with it after a restart, since NLU_PORT is fixed.")  # fmt: skip
    return Words("Een bot die draait, stapt binnen een minuut over.", "A running bot changes over within a minute.")


def show_models(app: App) -> None:
    """Print which model reads, and those that one can go back to."""
    pile = app.models.shelf.pile()
    before = [_described(one) for one in reversed(pile[:-1])]
    own = [Words("Meelezers eigen model", "Meelezer's own model")] if pile else []
    _print(app, _reads(app), *(Words(f"Daarvoor: {one.nl}.", f"Before that: {one.en}.") for one in [*before, *own]))


def _reads(app: App) -> Words:
    """Which model reads, in a sentence."""
    pile = app.models.shelf.pile()
    if pile:
        described = _described(pile[-1])
        return Words(f"Gelezen wordt met {described.nl}.", f"What reads is {described.en}.")
    return Words("Gelezen wordt met Meelezers eigen model.", "What reads is Meelezer's own model.")


def _described(taken: Taken) -> Words:
    return Words(f"het model van {_day(taken)}, dat van {taken.lessons} berichten van het team leerde",
                 f"the model of {_day(taken)}, which learnt from {taken.lessons} of the team's posts")  # fmt: skip


def _day(taken: Taken) -> str:
    return taken.when.strftime("%Y-%m-%d %H:%M")


def learnt(app: App) -> Words:
    """For `doctor`: which model reads, and how much there is to learn since. Raises MeelezerError."""
    pile, reads = app.models.shelf.pile(), _reads(app)
    n = taught_since(app.ledger, pile[-1].when if pile else None)
    if n == 0:
        return reads
    return Words(f"{reads.nl} In {n} {'zaak' if n == 1 else 'zaken'} verbeterde het team hem sindsdien: meelezer train --with-feedback.",
                 f"{reads.en} The team corrected it in {n} {'case' if n == 1 else 'cases'} since: meelezer train --with-feedback.")  # fmt: skip


def _print(app: App, *sentences: Words, beside: bool = False) -> None:
    """Print sentences; `beside`: on standard error, beside what others read."""
    for words in sentences:
        click.echo(words.said(app.settings.language), err=beside)
