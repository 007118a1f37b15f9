"""Every command as a colleague or another program runs it: real processes, real model, real ledger, JSON by schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("model")]

COMPLAINT = "Mijn pakket zou dinsdag komen en het is nu vrijdag, de bezorger heeft niet eens aangebeld"
Fits = Callable[[str, Any], None]


def test_a_pasted_dutch_complaint_gets_type_severity_advice_and_three_drafts(run: Run, fits: Fits) -> None:
    done = run("triage", COMPLAINT, "--json")
    assert done.status == 0, done.err
    (line,) = done.lines
    fits("triage", line)
    assert line["lang"] == "nl"
    assert line["type"]["name"] == "delivery"
    assert line["advice"]["action"] == "reply_public"
    assert line["advice"]["reasons"][0]["source"] == "liebrecht-2025"
    assert len(line["drafts"]) == 3
    assert all(f["level"] == "warn" for draft in line["drafts"] for f in draft["findings"])


def test_lines_come_out_in_order_with_their_ids_and_a_bad_one_spoils_only_itself(
    run: Run, fits: Fits, tmp_path: Path
) -> None:
    lines: list[Any] = [
        {"id": f"p{n}", "text": f"De trein van {n} uur reed alweer niet", "team": n} for n in range(1, 40)
    ]
    lines[7] = {"id": "p8", "text": ""}
    text = (
        "\n".join(json.dumps(line) for line in lines[:20])
        + "\n{stuk\n"
        + "\n".join(json.dumps(line) for line in lines[20:])
    )
    (tmp_path / "posts.jsonl").write_text(text)
    done = run("triage", "--input", str(tmp_path / "posts.jsonl"), "--json")
    assert done.status == 1
    for line in done.lines:
        fits("triage", line)
    ids = [line["id"] for line in done.lines]
    assert ids == [f"p{n}" for n in range(1, 21)] + ["line 21"] + [f"p{n}" for n in range(21, 40)]
    assert [line["id"] for line in done.lines if "error" in line] == ["p8", "line 21"]
    assert done.lines[0]["input"] == {"team": 1}


def test_a_csv_file_and_standard_input_work_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(
        'id;text;platform\na;"Wat een rij; 40 minuten";google_review\n', encoding="utf-8-sig"
    )
    done = run("triage", "--input", str(tmp_path / "posts.csv"), "--json")
    assert [line["id"] for line in done.lines] == ["a"]
    piped = run(
        "triage", "--input", "-", "--json", stdin='{"id": "b", "text": "The app keeps crashing since the update"}\n'
    )
    assert piped.lines[0]["lang"] == "en"


def test_a_colleagues_own_reading_counts_instead_of_the_nlus(run: Run) -> None:
    post = {"text": COMPLAINT, "type": "conduct", "severity": "critical"}
    (line,) = run("triage", "--input", "-", "--json", stdin=json.dumps(post)).lines
    assert (line["type"]["name"], line["severity"]["name"]) == ("conduct", "critical")
    assert (line["advice"]["action"], line["advice"]["approval"]) == ("hold_for_approval", True)


def test_the_same_post_twice_is_one_case_with_the_same_drafts(run: Run) -> None:
    first, again = (run("triage", COMPLAINT, "--json").lines[0] for _ in range(2))
    assert first == again
    assert len(run("cases", "--json").lines) == 1


def test_the_walk_from_post_to_digest(run: Run, fits: Fits, tmp_path: Path) -> None:
    post = {"id": "w1", "text": COMPLAINT, "platform": "x", "posted_at": "2026-11-18T10:00:00+01:00"}
    draft = run("triage", "--input", "-", "--json", stdin=json.dumps(post)).lines[0]["drafts"][1]["text"]
    used = run("decide", "w1", "use", "2", "--by", "Anna", "--at", "2026-11-18T10:20:00+01:00")
    assert used.status == 0, used.err
    assert draft.split()[-1] in used.out
    (case,) = run("cases", "--open", "--json").lines
    fits("cases", case)
    assert (case["status"], case["waits_for"]) == ("chosen", "sent")
    for words in (["promise", "--text", "We bellen je morgen terug", "--at", "2026-11-19T12:00:00+01:00"],
                  ["sent", "--at", "2026-11-18T10:30:00+01:00"]):  # fmt: skip
        assert run("decide", case["case"], *words, "--by", "Anna").status == 0
    due = run("due", "--now", "2026-11-24T09:30:00+01:00", "--json").lines
    for line in due:
        fits("due", line)
    assert {line["kind"] for line in due} >= {"promise", "solved-check"}
    week = run("digest", "--week", "2026-W47", "--json", "--png", str(tmp_path / "week.png")).lines[0]
    fits("digest", week)
    assert (tmp_path / "week.png").read_bytes().startswith(b"\x89PNG")
    assert run("decide", "w1", "solved", "--by", "Anna").status == 0
    assert run("cases", "--open", "--json").lines == []


def test_deciding_the_same_twice_changes_nothing_and_says_so(run: Run) -> None:
    case = run("triage", COMPLAINT, "--json").lines[0]["id"]
    assert run("decide", case, "no-reply").status == 0
    again = run("decide", case, "no-reply")
    assert again.status == 0
    assert "niets veranderd" in again.out


def test_who_may_not_approve_is_told_whom_to_ask(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "meelezer.toml").write_text('approvers = ["Wim"]\n')
    post = {"text": COMPLAINT, "severity": "critical"}
    case = run("triage", "--input", "-", "--json", stdin=json.dumps(post)).lines[0]["id"]
    run("decide", case, "use", "1", "--by", "Anna")
    refused = run("decide", case, "approve", "--by", "Anna")
    assert (refused.status, "Wim" in refused.err) == (1, True)
    assert run("decide", case, "sent", "--by", "Anna").status == 1
    assert run("decide", case, "approve", "--by", "Wim").status == 0
    assert run("decide", case, "sent", "--by", "Anna").status == 0


def test_a_question_is_answered_with_sources_also_about_a_post(run: Run, fits: Fits) -> None:
    (line,) = run("ask", "moet ik dit via dm doen of gewoon openbaar?", "--json").lines
    fits("ask", line)
    assert line["topic"] == "go_private"
    assert line["sources"][0]["source"] == "liebrecht-2025"
    about = run(
        "ask",
        "should I go private with this one?",
        "--post",
        "You charged me twice and nobody answers. My account number is NL91 ABNA 0417 1643 00",
        "--json",
    )
    assert "in private" in about.lines[0]["answer"]
    assert about.lines[0]["lang"] == "en"


def test_what_is_not_ours_is_declined(run: Run, fits: Fits) -> None:
    (line,) = run("ask", "wat eten we vanmiddag in de kantine?", "--json").lines
    fits("ask", line)
    assert (line["topic"], line["abstained"], line["sources"]) == ("out_of_scope", True, [])


def test_questions_from_a_file_keep_their_ids(run: Run, fits: Fits) -> None:
    lines = [
        {"id": "q1", "question": "mag ik een grapje maken?"},
        {"id": "q2"},
        {"id": "q3", "question": "privé?", "post": {"text": COMPLAINT}},
    ]
    done = run("ask", "--input", "-", "--json", stdin="\n".join(json.dumps(line) for line in lines))
    assert done.status == 1
    for line in done.lines:
        fits("ask", line)
    assert [line["id"] for line in done.lines] == ["q1", "q2", "q3"]
    assert "error" in done.lines[1]


def test_a_reply_is_reviewed(run: Run, fits: Fits) -> None:
    bad = run(
        "review", "--post", COMPLAINT, "--reply", "Beste [naam], stuur ons een DM met je telefoonnummer.", "--json"
    ).lines[0]
    fits("review", bad)
    assert not bad["ok"]
    assert {"placeholder_left", "dm_first"} <= {f["rule"] for f in bad["findings"]}
    line = {
        "id": "r1",
        "post": COMPLAINT,
        "reply": "Dank je wel, fijn dat je het laat weten.",
        "platform": "x",
        "author": "Wim",
        "history": ["Dank je wel, fijn dat je het laat weten!"],
        "signer": "Anna",
    }
    (reviewed,) = run("review", "--input", "-", "--json", stdin=json.dumps(line)).lines
    fits("review", reviewed)
    assert reviewed["id"] == "r1"
    assert "near_duplicate" in {f["rule"] for f in reviewed["findings"]}


def test_evaluate_reports_per_language_and_per_class(run: Run, fits: Fits, tmp_path: Path) -> None:
    lines = [
        {"text": COMPLAINT, "type": "delivery", "severity": "medium", "lang": "nl", "signals": []},
        {"text": "The driver threw my parcel over the fence", "type": "delivery", "severity": "medium", "lang": "en"},
        {"text": "Top geholpen, bedankt!", "type": "praise", "severity": "low", "lang": "nl"},
    ]
    (tmp_path / "dev.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    done = run("evaluate", str(tmp_path / "dev.jsonl"), "--json")
    assert done.status == 0, done.err
    fits("evaluate", done.lines[0])
    assert set(done.lines[0]["languages"]) == {"nl", "en", "all"}
    assert "micro_f1" in done.lines[0]["languages"]["nl"]["signals"]
    assert "delivery" in run("evaluate", str(tmp_path / "dev.jsonl")).out


def test_train_does_no_work_twice(run: Run) -> None:
    done = run("train", timeout=900)
    assert done.status == 0, done.err
    assert Path(done.out.strip()).exists()


def test_doctor_looks_at_every_part(run: Run) -> None:
    done = run("doctor")
    assert done.status == 0, done.out
    assert done.out.count("✓") == 5


def test_doctor_tells_what_is_wrong_with_slack_and_never_the_secret(run: Run) -> None:
    done = run(
        "doctor", SLACK_BOT_TOKEN="xoxb-geheim", SLACK_SIGNING_SECRET="ook", SLACK_API_URL="http://127.0.0.1:9/api/"
    )
    assert done.status == 3
    assert "✗ Slack: Slack is niet te bereiken" in done.out
    assert "geheim" not in done.out + done.err
    assert "SLACK_APP_TOKEN" in run("doctor", SLACK_BOT_TOKEN="xoxb-geheim").out


def test_doctor_tells_what_is_wrong_with_teams_and_never_the_secret(run: Run) -> None:
    done = run("doctor", MicrosoftAppPassword="geheim")
    assert done.status == 2
    assert "✗ Teams: MicrosoftAppId ontbreekt." in done.out
    assert "geheim" not in done.out + done.err


def test_cards_read_well_without_json(run: Run) -> None:
    out = run("triage", COMPLAINT).out
    for words in ("Bezorging", "Antwoord openbaar", "Gebruik 1", "liebrecht-2025"):
        assert words in out
    assert "Bezorging" in run("cases").out
