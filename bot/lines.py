"""Input lines: JSON Lines or CSV, one at a time, where a bad line spoils only itself."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.errors import BadInput

MAX_LINE = 1_000_000  # bytes
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One input: its fields, or the error that it is; `id` is its own, else "line 3"."""

    id: str
    fields: dict[str, Any]
    error: BadInput | None = None


def read_lines(raw: Iterable[bytes]) -> Iterator[Line]:
    """Read `raw` (the lines of a file, as bytes) as JSON Lines when the first one opens with "{", otherwise as CSV.

    Empty lines are passed over; bad ones come out with their error."""
    lines = itertools.dropwhile(lambda line: _is_empty(line[1]), enumerate(raw, 1))
    first = next(lines, None)
    if first is None:
        return
    rest = itertools.chain([first], lines)
    start = first[1].removeprefix(_BOM).lstrip()
    yield from _json_lines(rest) if start[:1] in (b"{", b"[") else _csv_lines(rest)


def _json_lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    for number, raw in lines:
        if _is_empty(raw):
            continue
        name = f"line {number}"
        try:
            fields = _json(_decoded(raw))
            if not isinstance(fields, dict):
                raise BadInput(f"Regel {number} is geen JSON-object; schrijf {{\"text\": \"…\"}}.",
                               f"Line {number} is no JSON object; write {{\"text\": \"…\"}}.")  # fmt: skip
        except (ValueError, RecursionError):
            yield Line(name, {}, BadInput(f"Regel {number} is geen geldige JSON; controleer haakjes en aanhalingstekens.",
                                          f"Line {number} is not valid JSON; check brackets and quotes."))  # fmt: skip
        except BadInput as error:
            yield Line(name, {}, error)
        else:
            yield Line(_id(fields, name), fields)


class _Texts:
    """The lines of a CSV file as texts. Those that are none stand in `bad`; `first` is where a row begins."""

    def __init__(self, lines: Iterable[tuple[int, bytes]]) -> None:
        self._lines = iter(lines)
        self.bad: list[Line] = []
        self.first = 0

    def __iter__(self) -> _Texts:
        return self

    def __next__(self) -> str:
        for number, raw in self._lines:
            if _is_empty(raw):
                return "\n"
            try:
                text = _decoded(raw)
            except BadInput as error:
                self.bad.append(Line(f"line {number}", {}, error))
            else:
                self.first = self.first or number
                return text
        raise StopIteration


def _csv_lines(lines: Iterable[tuple[int, bytes]]) -> Iterator[Line]:
    texts = _Texts(lines)
    head = next(texts, "")
    if texts.bad:  # without its columns nothing in the file means anything
        yield texts.bad[0]
        return
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(itertools.chain([head], texts), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
    except csv.Error:
        names = []
    if not {"text", "question", "reply"} & set(names):
        wrong = BadInput("De eerste regel van een CSV-bestand noemt de kolommen, met minstens text.",
                         "The first line of a CSV file names the columns, with text at least.")  # fmt: skip
        yield Line("line 1", {}, wrong)
        return
    reader.fieldnames = names
    yield from _csv_rows(reader, texts)


def _csv_rows(reader: csv.DictReader[str], texts: _Texts) -> Iterator[Line]:
    """The rows, each with the errors of the lines before it; a row that is wrong itself is one of them."""
    while True:
        texts.first = 0
        try:
            row: dict[Any, Any] | None = next(reader)
        except StopIteration:
            yield from texts.bad
            return
        except csv.Error as error:
            row = None
            here = ("Vanaf deze regel is het CSV-bestand stuk", "From this line on the CSV file is broken")
            if "end of data" not in str(error):
                here = ("Deze regel van het CSV-bestand is stuk", "This line of the CSV file is broken")
            broken = BadInput(f"{here[0]}; controleer de aanhalingstekens.", f"{here[1]}; check the quotes.")
        yield from texts.bad
        texts.bad.clear()
        yield Line(f"line {texts.first}", {}, broken) if row is None else _csv_row(row, texts.first)


def _csv_row(row: dict[Any, Any], number: int) -> Line:
    name = f"line {number}"
    if None in row:
        return Line(_id(row, name), {}, BadInput(f"Regel {number} heeft te veel kolommen; zet aanhalingstekens om de tekst.",
                                                 f"Line {number} has too many columns; put quotes round the text."))  # fmt: skip
    fields: dict[str, Any] = {key: value for key, value in row.items() if value is not None}
    for key in ("history", "post"):
        if fields.get(key, "").strip()[:1] in ("[", "{"):
            with contextlib.suppress(ValueError, RecursionError):  # a post may open with "[foto]"
                fields[key] = _json(fields[key])
    return Line(_id(fields, name), fields)


def _json(text: str) -> Any:
    """Parse JSON. Half a character, as exports that cut a text leave behind, becomes the sign for a lost one."""
    value = json.loads(text)
    if "\\u" in text:
        whole = json.dumps(value, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        value = json.loads(whole)
    return value


def _is_empty(raw: bytes) -> bool:
    return not raw.removeprefix(_BOM).strip()


def _decoded(raw: bytes) -> str:
    if len(raw) > MAX_LINE:
        raise BadInput("Deze regel is langer dan een miljoen tekens; een bericht is korter.",
                       "This line is longer than a million characters; a post is shorter.")  # fmt: skip
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("Dit is geen leesbare tekst; sla het bestand op als UTF-8.",
                       "This is not readable text; save the file as UTF-8.") from None  # fmt: skip
    if "\x00" in text:
        raise BadInput(
            "Dit is geen tekstbestand; geef JSON Lines of CSV.",
            "This is no text file; give JSON Lines or CSV.",
        )
    return text


def _id(fields: dict[Any, Any], name: str) -> str:
    value = fields.get("id")
    return str(value) if isinstance(value, str | int) and str(value) else name
