"""One tree of errors. Each is a sentence in two languages that says what to do, the exit status of the
command line that it leads to, and whether trying the same thing again can help."""

from __future__ import annotations

from bot.words import Words

UNFORESEEN = Words("Dat ging mis, en niet door jou. Probeer het zo nog eens, of vraag je beheerder om meelezer doctor.",
                   "That went wrong, and not through you. Try again in a moment, or ask your administrator for meelezer doctor.")  # fmt: skip
"""What a colleague is told of an error that nobody foresaw."""


class MeelezerError(Exception):
    """Something that a person can act on. `words` is what to tell them; never the text of a post."""

    exit_status = 1
    again = False

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(nl, en)


class BadInput(MeelezerError):
    """A post, reply, question or line that cannot be used as it is. The rest of the input goes on."""


class Refused(MeelezerError):
    """The action is not allowed in this state, or not for this person; nothing has changed."""


class WrongUse(MeelezerError):
    """The command, a setting or a file of the team itself is wrong."""

    exit_status = 2


class BadFile(WrongUse):
    """A settings, guideline or phrase file that cannot be read; names the file and, where known, the line."""


class PartMissing(MeelezerError):
    """A part that Meelezer needs is not there: NLU, ledger, Slack or Teams."""

    exit_status = 3


class NluAway(PartMissing):
    """The NLU does not answer (now). What was received stays in the ledger."""

    again = True


class LedgerAway(PartMissing):
    """The ledger cannot be opened or written. Nothing that was asked has been done."""

    again = True
