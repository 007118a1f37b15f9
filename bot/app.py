"""The only wiring: which ledger, which NLU, which files. Nothing is opened before it is asked for."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.ledger import SqliteLedger
from bot.adapters.lingua import language_of
from bot.adapters.models import Models
from bot.adapters.rasa import OwnRasa, RasaAtOnce, RasaNlu, RemoteRasa, Where
from bot.adapters.renewed import RenewedRasa
from bot.desk import Desk
from bot.errors import NluAway, PartMissing, WrongUse
from bot.guidelines import Handbook, load
from bot.phrases import Phrases, load_phrases
from bot.ports import Nlu
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.adapters.llm import LanguageModel

ROOT = Path(__file__).resolve().parent.parent


class Untrained:
    """Stands where the NLU will be once a model has been trained."""

    def address(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """There is none yet."""
        raise NluAway(
            "Er is nog geen getraind model; maak het met: meelezer train.",
            "There is no trained model yet; make one with: meelezer train.",
        )

    def revive(self) -> bool:
        """Nothing to bring back."""
        return False

    def running(self) -> bool:
        """There is none."""
        return False

    def close(self) -> None:
        """Nothing to stop."""


class Later:
    """An NLU that comes up when it is first asked."""

    def __init__(self, make: Callable[[], Nlu]) -> None:
        self._make = make

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Rasa's reply to each text, in order. Raises NluAway."""
        return self._make().parse(texts)


class App:
    """Meelezer, wired for the machine it runs on. Parts come up when first used; `close` ends them all."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._env = environment
        self._opened: list[SqliteLedger] = []
        default = Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "meelezer"
        self.home = Path(environment.get("MEELEZER_HOME") or default).expanduser()

    @property
    def settings_file(self) -> Path:
        """Where the brand profile is read from."""
        return Path(self._env.get("MEELEZER_SETTINGS") or self.home / "meelezer.toml").expanduser()

    @cached_property
    def settings(self) -> Settings:
        """The brand profile. Raises BadFile; also when MEELEZER_SETTINGS names a file that is not there."""
        if self._env.get("MEELEZER_SETTINGS") and not self.settings_file.exists():
            raise WrongUse(f"MEELEZER_SETTINGS wijst naar {self.settings_file}, maar dat bestand is er niet.",
                           f"MEELEZER_SETTINGS points to {self.settings_file}, but there is no such file.")  # fmt: skip
        return load_settings(self.settings_file)

    @cached_property
    def handbook(self) -> Handbook:
        """The guidelines."""
        return load(ROOT / "guidelines")

    @cached_property
    def phrases(self) -> dict[str, Phrases]:
        """The wordings of drafts."""
        return load_phrases(ROOT / "data" / "phrases")

    @cached_property
    def ledger(self) -> SqliteLedger:
        """The ledger in MEELEZER_HOME. Raises LedgerAway."""
        return self.new_ledger()

    @cached_property
    def models(self) -> Models:
        """Trained models."""
        return Models(ROOT, self.home)

    @cached_property
    def nlu(self) -> RasaNlu:
        """The NLU; our own starts loading at once, and is waited for at the first question."""
        return RasaNlu(self._where())

    def _where(self) -> Where:
        if url := self._env.get("NLU_URL"):
            return RemoteRasa(url, self._env.get("NLU_TOKEN"))
        model = self.models.current()
        if model is None:
            return Untrained()
        port = self._env.get("NLU_PORT", "0")
        if not port.isdigit() or int(port) > 65_535:
            raise WrongUse("NLU_PORT is een getal tot 65535.", "NLU_PORT is a number up to 65535.")
        if int(port):
            own = self._server(model, int(port))
            own.begin()
            return own
        return RenewedRasa(self._server, self.models.current, model)  # a second server finds a port of its own

    def _server(self, model: Path, port: int = 0) -> OwnRasa:
        return OwnRasa(self.models.python, ROOT / "nlu", model, self.home / "nlu.log", port)

    @cached_property
    def writer(self) -> LanguageModel | None:
        """The language model, where the profile names one. Raises PartMissing without the package for it."""
        if self.settings.llm is None:
            return None
        try:
            from bot.adapters.llm import LanguageModel  # noqa: PLC0415 - most teams have no model, and not the package
        except ModuleNotFoundError:
            raise PartMissing(
                'Voor [llm] ontbreekt het pakket openai; installeer het in de map van Meelezer met: pip install -e ".[llm]"',
                'For [llm] the package openai is missing; install it in the folder of Meelezer with: pip install -e ".[llm]"',
            ) from None
        return LanguageModel(self.settings.llm, self._env.get("MEELEZER_LLM_KEY", ""))

    @cached_property
    def desk(self) -> Desk:
        """Everything together. Starts the NLU."""
        writer = self.writer  # a package that is missing is told before anything starts
        return self._desk(self.ledger, self.nlu, writer)

    @cached_property
    def desk_without_nlu(self) -> Desk:
        """The desk for what needs no reading: decisions, clocks, reviews, lists."""
        nlu = self.nlu if "nlu" in self.__dict__ else RasaNlu(Untrained())
        return self._desk(self.ledger, nlu)

    @cached_property
    def desk_for_reviews(self) -> Desk:
        """The desk for reviews: the NLU starts with the first one."""
        ready = self.models.current() is not None or self._env.get("NLU_URL")
        nlu = Later(lambda: self.nlu) if ready else RasaNlu(Untrained())
        return self._desk(self.ledger, nlu)

    def second_desk(self) -> Desk:
        """A desk for what needs no reading, with a connection to the ledger of its own: for another thread."""
        ledger = self.new_ledger()
        self._opened.append(ledger)
        return replace(self._desk(ledger, RasaNlu(Untrained())), at_once=RasaAtOnce(lambda: self.__dict__.get("nlu")))

    def new_ledger(self) -> SqliteLedger:
        """A connection to the ledger of its own; whoever asks closes it. Raises LedgerAway."""
        return SqliteLedger(self.home / "ledger.db", masked=self.settings.mask_personal_data)

    def _desk(self, ledger: SqliteLedger, nlu: Nlu, writer: LanguageModel | None = None) -> Desk:
        chance = random.Random()
        return Desk(ledger, nlu, self.handbook, self.phrases, self.settings, language_of, chance, writer=writer)

    def close(self) -> None:
        """Stop what was started."""
        for ledger in self._opened:
            ledger.close()
        if "nlu" in self.__dict__:
            self.nlu.close()
        if writer := self.__dict__.get("writer"):
            writer.close()
        if "ledger" in self.__dict__:
            self.ledger.close()
