"""Input comes out as lines whatever the file: JSON Lines or CSV, and a bad line spoils only itself."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.lines import MAX_LINE, Line, read_lines

BOM = b"\xef\xbb\xbf"


def lines(raw: bytes | str) -> list[Line]:
    return list(read_lines(io.BytesIO(raw.encode() if isinstance(raw, str) else raw)))


def told(raw: bytes | str) -> list[Any]:
    """What came out, short: the fields of a good line, the id and first words of a bad one."""
    return [f"{one.id}: {one.error}" if one.error else one.fields for one in lines(raw)]


@pytest.mark.parametrize(
    "raw",
    [
        '{"text": "hallo", "id": "7"}\n',
        '{"text": "hallo", "id": "7"}',
        '\n  \n {"text": "hallo", "id": "7"} \n\n',
        '{"text": "hallo", "id": "7"}\r\n',
        BOM + b'{"text": "hallo", "id": "7"}\n',
        BOM + b'\n{"text": "hallo", "id": "7"}\n',
        "text,id\nhallo,7\n",
        "text;id\nhallo;7\n",
        "TEXT , Id\r\nhallo,7\r\n",
        "\n\ntext,id\n\nhallo,7\n\n",
        BOM + b"id;text\n7;hallo",
        '"text","id"\n"hallo","7"\n',
    ],
)
def test_the_same_line_in_any_of_its_forms(raw: bytes | str) -> None:
    assert lines(raw) == [Line("7", {"text": "hallo", "id": "7"})]


@pytest.mark.parametrize("raw", ["", "\n\n", "  \n", BOM, "text,id\n"])
def test_nothing_in_gives_nothing_out(raw: bytes | str) -> None:
    assert lines(raw) == []


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        ('{"text": "a"}\n{"text": "b", "id": 3}\n{"text": "c", "id": ""}\n', ["line 1", "3", "line 3"]),
        ('{"text": "a"}\n\n\n{"text": "b"}\n', ["line 1", "line 4"]),
        ("text,id\na,\n\n\nb,\n", ["line 2", "line 5"]),
        ('text\n"a\n\nb"\nc\n', ["line 2", "line 5"]),
    ],
)
def test_a_line_without_an_id_is_called_by_its_place_in_the_file(raw: str, ids: list[str]) -> None:
    assert [one.id for one in lines(raw)] == ids


GOOD_JSON = '{"text": "a"}'
BAD_JSON = [
    ('{"text": "a"', "line 2: Line 2 is not valid JSON; check brackets and quotes."),
    ("zomaar tekst", "line 2: Line 2 is not valid JSON; check brackets and quotes."),
    ("[" * 100_000, "line 2: Line 2 is not valid JSON; check brackets and quotes."),
    ('{"id": ' + "9" * 5000 + "}", "line 2: Line 2 is not valid JSON; check brackets and quotes."),
    ('["text"]', 'line 2: Line 2 is no JSON object; write {"text": "…"}.'),
    ("3", 'line 2: Line 2 is no JSON object; write {"text": "…"}.'),
    (b'{"text": "caf\xe9"}', "line 2: This is not readable text; save the file as UTF-8."),
    (b'{"text": "a\x00"}', "line 2: This is no text file; give JSON Lines or CSV."),
    ('{"text": "' + "x" * MAX_LINE + '"}', "line 2: This line is longer than a million characters; a post is shorter."),
]


@pytest.mark.parametrize(("bad", "sentence"), BAD_JSON, ids=range(len(BAD_JSON)))
def test_a_bad_json_line_spoils_only_itself(bad: str | bytes, sentence: str) -> None:
    raw = bad if isinstance(bad, bytes) else bad.encode()
    assert told(b"\n".join([GOOD_JSON.encode(), raw, GOOD_JSON.encode()])) == [{"text": "a"}, sentence, {"text": "a"}]


BAD_CSV = [
    ("a,1,2", "1: Line 3 has too many columns; put quotes round the text."),
    ('"a"b,1', "line 3: This line of the CSV file is broken; check the quotes."),
    ("a\rb,1", "line 3: This line of the CSV file is broken; check the quotes."),
    ("x" * 200_000, "line 3: This line of the CSV file is broken; check the quotes."),
    (b"caf\xe9,1", "line 3: This is not readable text; save the file as UTF-8."),
    (b"a\x00,1", "line 3: This is no text file; give JSON Lines or CSV."),
    ("x" * (MAX_LINE + 1), "line 3: This line is longer than a million characters; a post is shorter."),
]


@pytest.mark.parametrize(("bad", "sentence"), BAD_CSV, ids=range(len(BAD_CSV)))
def test_a_bad_csv_row_spoils_only_itself(bad: str | bytes, sentence: str) -> None:
    raw = bad if isinstance(bad, bytes) else bad.encode()
    first, last = {"text": "voor", "id": "1"}, {"text": "na", "id": "3"}
    assert told(b"text,id\nvoor,1\n" + raw + b"\nna,3\n") == [first, sentence, last]


def test_a_quote_that_is_never_closed_is_told_where_it_opens() -> None:
    assert told('text,id\nvoor,1\n"half,2\nna,3\n') == [
        {"text": "voor", "id": "1"},
        "line 3: From this line on the CSV file is broken; check the quotes.",
    ]


@pytest.mark.parametrize(
    "raw", ["hallo\n", "naam,bericht\nAnna,hallo\n", '"a"b,text\nx,y\n', "text\rid\nx\n", "x" * 200_000]
)
def test_a_csv_file_without_columns_is_one_error_and_not_hundreds(raw: str) -> None:
    (only,) = lines(raw + "\n" + "nog,iets\n" * 100)
    assert only.id == "line 1"
    assert "with text at least" in str(only.error)


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "text,id\na,1".encode("utf-16"), b"\xff\xfe\n\x00"]
)
def test_a_binary_file_is_told_in_one_sentence(raw: bytes) -> None:
    (only,) = lines(raw)
    assert only.error is not None


def test_a_column_more_or_less_is_no_field() -> None:
    assert told("text,platform,team\nhallo,x\n") == [{"text": "hallo", "platform": "x"}]


def test_history_and_post_may_be_json_within_csv() -> None:
    history = json.dumps([{"by": "brand", "text": "Dag"}]).replace('"', '""')
    assert told(f'text,history\nhallo,"{history}"\n') == [
        {"text": "hallo", "history": [{"by": "brand", "text": "Dag"}]}
    ]


@pytest.mark.parametrize("text", ["[foto] waar blijft het", "{boos} ben ik", "[" * 100_000])
def test_a_post_that_only_looks_like_json_stays_text(text: str) -> None:
    assert told(f"question,post\nmag dit?,{text}\n") == [{"question": "mag dit?", "post": text}]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r'{"text": "\ud83d hoi"}', "\ufffd hoi"),
        (r'{"text": "hoi \udc00"}', "hoi \ufffd"),
        (r'{"text": "\ud83d\ude00"}', "😀"),
        (r'{"text": "\\ud83d"}', r"\ud83d"),
    ],
)
def test_half_a_character_becomes_the_sign_for_a_lost_one(written: str, read: str) -> None:
    """Exports that cut texts at a length leave them; neither the ledger nor a terminal can take one."""
    (only,) = lines(written)
    assert only.fields == {"text": read}


PIECES = st.sampled_from(
    [
        b"text,id\n",
        b'{"text": "a"}\n',
        b'"',
        b"\n",
        b"\r",
        b",",
        b";",
        b"{",
        b"[",
        b"\x00",
        b"\xff",
        BOM,
        rb"\ud83d",
        b"a",
    ]
)


@given(st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=25).map(b"".join)))
@example(b'text\n"a\n\xff\nb"\nc\n')
@example(b"text,history\na,[[[\n")
def test_any_bytes_come_out_as_lines_that_can_be_written_again(raw: bytes) -> None:
    for one in read_lines(io.BytesIO(raw)):
        assert one.id
        if one.error:
            assert one.error.words.nl.endswith(".")
            assert one.error.words.en.endswith(".")
        json.dumps(one.fields, ensure_ascii=False).encode()


@given(st.lists(st.fixed_dictionaries({"text": st.text(), "id": st.text(min_size=1)}), max_size=5))
def test_what_was_written_as_json_lines_is_read_back(posts: list[dict[str, str]]) -> None:
    raw = "".join(json.dumps(post) + "\n" for post in posts)
    assert [one.fields for one in lines(raw)] == posts
