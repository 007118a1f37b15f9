"""Finding cases in the ledger by their words, with SQLite's full-text search (FTS5).

The index holds a case's post, its author and the reply that was chosen last. Triggers keep it in step whoever changes the
ledger, so that a text that is erased is not found from that moment. What is looked for reaches SQLite as words between
quotes only, never as a query that somebody typed.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from bot.life import ENDED, REPLIED, WITHDRAWN
from bot.search import Term, Wanted, near, words_of

_MOST_LOOKED_INTO = 200
"""Cases that are looked into where none has all the words."""

_MOST_CANDIDATES = 40
"""Cases that are compared with a post."""

_MOST_OCCURRENCES = 2000
"""How often the words may occur together by which cases like a post are found: the rarest of its words come first."""

_OVER = (*REPLIED, *ENDED)
"""Where a case stands that tells what was done."""

_CASES = "from case_words join case_numbers n on n.number = case_words.rowid join cases c on c.id = n.case_id"


def merge(db: Database) -> None:
    """Write the index anew without what was taken out of it: until then its old words stay in the file, though not found."""
    db.execute("insert into case_words (case_words) values ('optimize')")


def found(db: Database, wanted: Wanted, most: int, only_open: bool = False) -> tuple[list[str], bool]:
    """The cases that have all the words, the newest first, and False; where none has, those with most of them, and True.

    Before that, a word that is nowhere is taken for those that differ from it by a slip. Withdrawn cases are not found."""
    where = f"c.status != '{WITHDRAWN}'" + (" and c.is_open" if only_open else "")
    if cases := _newest(db, wanted, where, most):
        return cases, False
    mended = Wanted(tuple(_mended(db, term) for term in wanted.terms))
    if mended != wanted and (cases := _newest(db, mended, where, most)):
        return cases, False
    cases = _most_of(db, mended, where, most)
    return cases, bool(cases)


def _newest(db: Database, wanted: Wanted, where: str, most: int) -> list[str]:
    query = " AND ".join(f"({_in_query(term)})" for term in wanted.terms)
    rows = db.execute(
        f"select n.case_id {_CASES} where case_words match ? and {where} order by case_words.rowid desc limit ?",
        [query, most],
    )
    return [case for (case,) in rows.fetchall()]


def _most_of(db: Database, wanted: Wanted, where: str, most: int) -> list[str]:
    """Cases with most of the words, those with the most first, then the newest."""
    if wanted.fewest == len(wanted.terms):
        return []
    query = " OR ".join(map(_in_query, wanted.terms))
    rows = db.execute(
        f"select n.case_id, n.number, post || ' ' || case_words.author || ' ' || reply {_CASES} "
        f"where case_words match ? and {where} order by case_words.rank limit ?", [query, _MOST_LOOKED_INTO],
    ).fetchall()  # fmt: skip
    held = [(wanted.held_by(text), number, case) for case, number, text in rows]
    return [case for words, _, case in sorted(held, reverse=True) if words >= wanted.fewest][:most]


def _mended(db: Database, term: Term) -> Term:
    """A word that no case has, taken for those that cases have and that differ from it by a slip."""
    there = db.execute("select 1 from case_words where case_words match ? limit 1", [_in_query(term)]).fetchone()
    close = () if there else near(term.typed, _beginning_with(db, term.typed[:2]))
    return Term(term.typed, close, whole=True) if close else term


def _in_query(term: Term) -> str:
    """A word of the search in FTS5's own language."""
    return " OR ".join(_quoted(word) + ("" if term.whole else "*") for word in term.counts)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _beginning_with(db: Database, letters: str) -> list[str]:
    """The words of all cases that begin with some letters: who slips seldom does so at once."""
    _vocabulary(db)
    last = letters[:-1] + chr(ord(letters[-1]) + 1)
    rows = db.execute("select term from temp.case_vocabulary where term >= ? and term < ?", [letters, last])
    return [term for (term,) in rows.fetchall()]


def _vocabulary(db: Database) -> None:
    """The words of the index as a table, for this connection alone."""
    db.execute("create virtual table if not exists temp.case_vocabulary using fts5vocab('main', 'case_words', 'row')")


def like(db: Database, case_id: str, telling: Iterable[str], type_: str, over: bool) -> list[str]:
    """Earlier cases that share the rarest of some telling words with case `case_id`, the best first; to be compared.

    `type_`: what the posts are about; `over`: only where it is known what was done."""
    words = _rarest(db, telling)
    if len(words) < 2:
        return []
    stands = f"c.status in {_OVER}" if over else f"c.status != '{WITHDRAWN}'"
    rows = db.execute(
        f"select n.case_id {_CASES} where case_words match ? and {stands} "
        "and case_words.rowid < coalesce((select number from case_numbers where case_id = ?), 0) "
        "and (select type from proposals where case_id = n.case_id order by id desc limit 1) = ? "
        "order by case_words.rank limit ?",
        ["{post} : (" + " OR ".join(map(_quoted, words)) + ")", case_id, type_, _MOST_CANDIDATES],
    )
    return [case for (case,) in rows.fetchall()]


def _rarest(db: Database, telling: Iterable[str]) -> list[str]:
    """Those words that are in more than one case, the rarest first, until they occur too often to look at all."""
    _vocabulary(db)
    spelt = dict.fromkeys(part for word in telling for part in words_of(word))
    counted: list[tuple[int, str]] = []
    for word in spelt:
        row = db.execute("select doc from temp.case_vocabulary where term = ?", [word]).fetchone()
        if row and row[0] > 1:
            counted.append((int(row[0]), word))
    kept: list[str] = []
    total = 0
    for number, word in sorted(counted):
        total += number
        if kept[1:] and total > _MOST_OCCURRENCES:
            break
        kept.append(word)
    return kept
