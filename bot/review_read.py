"""What the reviewer takes from the NLU's reading of each sentence, and how sure that has to be.

Patterns know words; the NLU knows manners: a sly half-sentence, a tip that is a reproach. The chances were weighed on
sentences of replies whose writers the NLU had not read (`nlu/measure.py --only reply`), not on the replies that `make
bench` reports on: what blocks a reply has to be right nine times in ten, what warns seven times.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot import review_moves as moves
from bot.review_checks import Hit
from bot.review_text import DONE, Look

SURE = {
    "robot_phrase": 0.6, "overpromise": 0.65, "defensive": 0.65, "public_compensation": 0.65,
    "angry": 0.8, "blames_customer": 0.8, "belittling_humour": 0.8, "asks_personal_data": 0.75,
    "announces_deletion": 0.75,
}  # fmt: skip
"""From which chance on a sentence breaks a rule, though no pattern knows its words."""

DOUBT = 0.05
"""Below which chance a pattern is taken for a chance likeness. Only of what is defensive: there the patterns are broad. The
NLU learnt manners, not rudeness ("dat is je eigen schuld" it takes for kindness), and what is rude the patterns know."""

_POINTS, _OPEN = 0.6, 0.6
_AT_COMPLAINTS = frozenset({"defensive", "angry", "blames_customer", "belittling_humour"})


def doubted(rule: str, hit: Hit, look: Look) -> bool:
    """Whether the NLU sees nothing of what a pattern found."""
    nr = look.sentence_at(hit.start)
    return rule == "defensive" and bool(look.deeds.get(nr)) and look.chance(rule, [nr]) < DOUBT


def read(rule: str, look: Look) -> Iterator[Hit]:
    """The places that break a rule by what the NLU reads in the sentences."""
    if rule == "dm_first":
        yield from _sent_away(look)
    elif rule == "missing_time":
        yield from _left_open(look)
    elif rule in SURE and (look.brief.is_complaint or rule not in _AT_COMPLAINTS):
        yield from (Hit(*span) for span in look.doing(rule, SURE[rule]))


def _sent_away(look: Look) -> Iterator[Hit]:
    """Pointed to private, mail or telephone, and nothing besides that helps; unless it is said why."""
    pointing = {nr for nr, read in look.deeds.items() if read.get("points_private", 0.0) >= _POINTS}
    others = [nr for nr in look.deeds if nr not in pointing]
    if not pointing or look.chance("step", others) >= DONE:
        return
    recognised = look.has(moves.EMPATHY) or look.chance("empathy") >= DONE
    if recognised and (look.has(moves.REASON) or look.brief.private_details):
        return
    yield Hit(*look.sentences[min(pointing)])


def _left_open(look: Look) -> Iterator[Hit]:
    """Something will follow, and no sentence says when."""
    said = look.has(moves.TIME) or look.chance("time") >= DONE
    if not said and look.chance("open_end") >= _OPEN:
        yield Hit(*look.end)
