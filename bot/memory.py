"""What Meelezer proposed lately, so that it says nothing twice and no two drafts look as if they came from one mould."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence

MOST = 3000
"""Drafts that are remembered: three for each of a thousand posts."""


class Memory:
    """The last drafts, each as its sentences (as `drafts.sentence_key` writes them); the oldest is forgotten first."""

    def __init__(self, drafts: Iterable[Sequence[str]] = (), most: int = MOST) -> None:
        self._most = most
        self._drafts: deque[tuple[Sequence[str], frozenset[str]]] = deque()
        self._times: Counter[str] = Counter()
        for one in drafts:
            self.add(one)

    def add(self, sentences: Sequence[str]) -> None:
        """Remember a draft."""
        self._drafts.append((sentences, words_in(sentences)))
        self._times.update(sentences)
        if len(self._drafts) > self._most:
            oldest, _ = self._drafts.popleft()
            for sentence in oldest:
                self._times[sentence] -= 1
                if not self._times[sentence]:
                    del self._times[sentence]

    def __contains__(self, sentence: object) -> bool:
        """Whether a draft that is remembered has this sentence."""
        return sentence in self._times

    def alike(self, sentences: Sequence[str]) -> float:
        """The largest share of words, 0 to 1, that these sentences and a remembered draft have in common, out of all in both."""
        own, most = words_in(sentences), 0.0
        for _, words in self._drafts:
            common = len(own & words)
            most = max(most, common / (len(own) + len(words) - common or 1))
        return most


def words_in(sentences: Sequence[str]) -> frozenset[str]:
    """The different words of some sentences."""
    return frozenset(word for sentence in sentences for word in sentence.split())
