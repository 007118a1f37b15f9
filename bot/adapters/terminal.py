"""The terminal door: a conversation, by prompt_toolkit, with the cards and buttons that the chat doors show.

A button is pressed by typing it ("gebruik 2", "use 2"). Everything else that is typed or pasted is a customer's post or
a colleague's question; the NLU tells which.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from bot import chat
from bot.adapters import screen
from bot.answers import Answer, more
from bot.case import Post, post_from
from bot.chat_words import spelt
from bot.decision import Wish
from bot.desk import Desk
from bot.digest_words import told
from bot.errors import BadInput, MeelezerError, NluAway
from bot.words import Words

_SAMPLES = Path(__file__).resolve().parent.parent.parent / "data" / "samples" / "posts.jsonl"

# What one can type for each verb, in Dutch and English.
_VERBS = {
    "use": ("gebruik", "use", "leg", "submit"), "edit": ("bewerk", "edit"), "correct": ("corrigeer", "correct"),
    "request-approval": ("vraag goedkeuring", "ask approval"), "approve": ("keur goed", "approve"),
    "send-back": ("stuur terug", "send back"), "sent": ("geplaatst", "replied"),
    "no-reply": ("geen antwoord", "geen antwoord nodig", "no reply", "no reply needed"),
    "promise": ("belofte", "promise", "onthoud belofte", "remember promise"),
    "kept": ("gehouden", "kept"), "broken": ("niet gehouden", "not kept"),
    "solved": ("opgelost", "solved"), "not-solved": ("niet opgelost", "not solved"), "close": ("sluit af", "close"),
    "reopen": ("heropen", "reopen"), "withdraw": ("hoort hier niet", "does not belong here", "withdraw"),
}  # fmt: skip
_COMMANDS = spelt("sample", "why", "more", "check", "cases", "case", "digest", "help", "stop")
_WITH_TEXT = frozenset({"edit", "promise", "check"})
_TAKES_VALUE = frozenset({"use", "correct", "sample", "case"})

_HELLO = Words(
    "Hoi, ik ben Meelezer. Ik lees mee voordat jullie antwoord de deur uitgaat. Probeer bijvoorbeeld:\n"
    "  1. plak een bericht van een klant, of typ: voorbeeld\n"
    "  2. vraag iets over dat bericht: moet ik dit privé doen?\n"
    "  3. laat je eigen antwoord nakijken: check Hoi Marieke, …\n"
    "Kiezen doe je door een knop te typen, zoals: gebruik 2. Met help zie je alles, met stop ga je weg.",
    "Hi, I am Meelezer. I read along before your reply goes out. Try for instance:\n"
    "  1. paste a customer's post, or type: sample\n"
    "  2. ask something about that post: should I go private?\n"
    "  3. have your own reply checked: check Hi Marieke, …\n"
    "You choose by typing a button, such as: use 2. Type help to see everything, stop to leave.",
)
_HELP = Words(
    "Plak een bericht of stel een vraag. Over het laatste bericht: gebruik N · bewerk TEKST · waarom · check TEKST ·\n"
    "corrigeer type=…|severity=… · vraag goedkeuring · keur goed · stuur terug · geplaatst · geen antwoord ·\n"
    "belofte TEKST · opgelost · niet opgelost · sluit af · heropen · hoort hier niet · andere voorstellen · korter.\n"
    "Verder: voorbeeld [N] · zaken · zaak NUMMER · zoek WOORDEN · digest [deze week] ·\n"
    "meer (de richtlijnen achter het laatste antwoord) · stop.",
    "Paste a post or ask a question. About the last post: use N · edit TEXT · why · check TEXT ·\n"
    "correct type=…|severity=… · ask approval · approve · send back · replied · no reply · promise TEXT ·\n"
    "solved · not solved · close · reopen · withdraw · other drafts · shorter.\n"
    "Also: sample [N] · cases · case ID · search WORDS · digest [this week] · more (the guidelines behind\n"
    "the last answer) · stop.",
)


@dataclass(slots=True)
class Talk:
    """One conversation: which case it is about, and the last answer, for "more"."""

    desk: Desk
    console: Console
    now: Callable[[], datetime]
    user: str
    case: str | None = None
    answer: Answer | None = None
    samples: list[Post] = field(default_factory=list)
    shown: int = 0

    @property
    def lang(self) -> str:
        """The colleagues' language."""
        return self.desk.settings.language

    def hear(self, message: str) -> bool:
        """Do what `message` asks; False when the conversation is over. Known failures are told, never raised."""
        try:
            command = understood(message)
            if command is None:
                self._free_text(message)
            elif command[0] == "stop":
                return False
            else:
                self._do(*command)
        except MeelezerError as error:
            self.console.print(error.words.said(self.lang), style="red", markup=False, highlight=False)
        return True

    def _free_text(self, message: str) -> None:
        for said in chat.hear(self.desk, chat.Heard(message), chat.Thread(self.case, self.answer), self.now()):
            self._say(said)

    def _say(self, said: chat.Said) -> None:
        if isinstance(said, chat.ShowCase):
            self._turn_to(said.case)
        elif isinstance(said, chat.ShowAnswer):
            self.answer = said.answer
            screen.show_answer(self.console, said.answer)
        elif isinstance(said, chat.ShowFindings):
            screen.show_findings(self.console, said.reply, said.findings, self.lang)
        elif isinstance(said, chat.ShowList):
            # Whoever sits at the terminal is the whole team.
            self._do("cases" if said.name == "mine" else said.name, said.week or "")
        elif isinstance(said, chat.ShowFound):
            screen.show_found(self.console, said.found.title.said(self.lang), said.found.lines)
        else:
            self._tell(said.words)

    def _receive(self, post: Post) -> None:
        self._turn_to(self.desk.receive(post, self.now()).file.case.id)

    def _turn_to(self, case: str) -> None:
        if case != self.case:
            self.answer = None  # what was said of another case is over
        self.case = case
        self._show()

    def _show(self, why: bool = False) -> None:
        screen.show_card(self.console, self.desk.card(self.desk.ledger.file(self._case()), self.now()), self.lang, why)

    def _case(self) -> str:
        if self.case is None:
            raise BadInput("Er is nog geen bericht; plak er eerst een, of typ voorbeeld.",
                           "There is no post yet; paste one first, or type sample.")  # fmt: skip
        return self.case

    def _do(self, command: str, value: str) -> None:
        if command in _VERBS:
            wish = Wish(command, self.user, self.now(), *(("", value) if command in _WITH_TEXT else (value,)))
            _, changed = self.desk.decide(self._case(), self._with_reason(wish))
            self._show()
            if not changed:
                self._tell(Words("Dit was al zo; er is niets veranderd.", "This was so already; nothing has changed."))
        elif command == "sample":
            self._sample(value)
        elif command == "why":
            self._show(why=True)
        elif command == "more":
            self._more()
        elif command == "check":
            self._check(value)
        elif command == "cases":
            cards = self.desk.cards(self.desk.ledger.open_files(), self.now())
            screen.show_cases(self.console, cards, self.lang)
        elif command == "digest":
            self.console.print(told(self.desk.digest(value or None, self.now()), self.lang), markup=False)
        elif command == "case":
            self.case = self.desk.ledger.find(value)
            self._show()
        else:
            self._tell(_HELP)

    @staticmethod
    def _with_reason(wish: Wish) -> Wish:
        """An edit may end in "reden: …" ("reason: …"): then it goes through although the reviewer blocks it."""
        parts = re.split(r"\s*\b(?:reden|reason):\s*", wish.text, maxsplit=1)
        if wish.verb != "edit" or len(parts) == 1:
            return wish
        return replace(wish, text=parts[0], reason=parts[1])

    def _sample(self, value: str) -> None:
        self.samples = self.samples or list(_samples())
        number = int(value) - 1 if value.isdigit() and int(value) else self.shown
        self.shown = number + 1
        self._receive(self.samples[number % len(self.samples)])

    def _more(self) -> None:
        if self.answer is None:
            raise BadInput("Stel eerst een vraag.", "Ask a question first.")
        screen.show_answer(self.console, self.answer, more(self.answer.sources, self.desk.handbook, self.answer.lang))

    def _check(self, reply: str) -> None:
        if not reply:
            raise BadInput(
                "Zet je antwoord erachter: check Hoi Marieke, …",
                "Put your reply behind it: check Hi Marieke, …",
            )
        self._say(chat.check_reply(self.desk, reply, self._case(), self.now()))

    def _tell(self, words: Words) -> None:
        self.console.print(words.said(self.lang), markup=False, highlight=False)

    def catch_up(self) -> None:
        """Read what was left unread when the NLU was away; it stays so while the NLU is."""
        if self.desk.ledger.unread():
            with contextlib.suppress(NluAway):
                self.desk.catch_up(self.now())

    def tick(self) -> None:
        """Tell what the clocks say now."""
        for one in self.desk.tick(self.now()):
            self.console.print(
                f"⏰ {one.case or ''} {one.text.said(self.lang)}",
                markup=False,
                highlight=False,
                style="yellow",
            )


def understood(message: str) -> tuple[str, str] | None:
    """The command or button in `message` with its value, or None where it is a post or a question."""
    words = re.sub(r"^(leg \d+) voor$", r"\1", message.strip(), flags=re.IGNORECASE)
    for name, spellings in {**_VERBS, **_COMMANDS}.items():
        for spelling in sorted(spellings, key=len, reverse=True):
            if words.lower().rstrip("!. ") == spelling:
                return name, ""
            rest = words[len(spelling) :]
            if not words.lower().startswith(spelling) or not rest[:1].isspace():
                continue
            value = rest.strip()
            if name in _WITH_TEXT or (name in _TAKES_VALUE and re.fullmatch(r"[\w=-]{1,40}", value)):
                return name, value
    return None


def _samples() -> Iterator[Post]:
    for line in _SAMPLES.read_text(encoding="utf-8").splitlines():
        yield post_from(json.loads(line))


def converse(desk: Desk, now: Callable[[], datetime], user: str) -> None:
    """Hold the conversation until the colleague leaves. Without a terminal, each line of standard input is a message."""
    talk = Talk(desk, Console(), now, user)
    talk.console.print(_HELLO.said(talk.lang), markup=False, highlight=False)
    for message in _messages(talk):
        if message.strip() and not talk.hear(message):
            break


def _messages(talk: Talk) -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    words = [word for spellings in {**_VERBS, **_COMMANDS}.values() for word in spellings]
    session: PromptSession[str] = PromptSession(
        completer=WordCompleter(words, sentence=True), complete_while_typing=False
    )
    while True:
        try:
            talk.tick()
            talk.catch_up()
            with patch_stdout():
                yield session.prompt(HTML("<b><ansicyan>meelezer&gt;</ansicyan></b> "))
        except KeyboardInterrupt:
            continue  # Ctrl-C empties the line, as everywhere; Ctrl-D or stop leaves
        except EOFError:
            return
        except MeelezerError as error:
            talk.console.print(error.words.said(talk.lang), style="red", markup=False)
