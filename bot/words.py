"""A sentence in the two languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["nl", "en"]
LANGS: tuple[Lang, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Dutch and in English; `said("nl")` gives one of them."""

    nl: str
    en: str

    def said(self, lang: str) -> str:
        """Return the sentence in `lang` ("nl" or "en"; anything else gives English)."""
        return self.nl if lang == "nl" else self.en
