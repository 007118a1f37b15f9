"""A card shows what matters and the buttons that make sense now, in the colleague's language, and the post as it is."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Card, card_of
from bot.case import Post
from bot.decision import VERBS, CaseFile, Decision
from bot.guidelines import Handbook
from bot.office import DAYS
from bot.reading import Reading
from bot.settings import HouseRule, Settings
from tests.builders import NOON, case_file, reading

NL, EN = Settings(), Settings(language="en")
TEAM = Settings(approvers=("Noor", "Wim"))


def did(verb: str, value: str = "", text: str = "", minutes: int = 5) -> Decision:
    return Decision(NOON + timedelta(minutes=minutes), "Anna", verb, value, text)


def buttons(card: Card) -> list[str]:
    """Each verb with its value; who approves, or takes a promise, sends the mark of the text, which is different each time."""
    marked = ("approve", "send-back")
    values = {one: "found" if one.verb == "promise" and one.value else one.value for one in card.buttons}
    return [one.verb if one.verb in marked else f"{one.verb} {values[one]}".strip() for one in card.buttons]


USE = ["use 1", "use 2", "use 3"]
CHOSEN = did("use", "1", "Hoi, we bellen je. – Anna")
UNSURE = reading("delivery", "medium", confidence=0.3)
# how the post was read, what the team did, the status shown, the buttons
TABLE = [
    (reading(), (), "wacht op een antwoord", [*USE, "edit", "no-reply"]),
    (reading("question", "low"), (), "wacht op een antwoord", [*USE, "edit", "no-reply"]),
    (reading(), (CHOSEN,), "antwoord gekozen, nog niet geplaatst", ["sent", "edit", "request-approval", "promise", "no-reply"]),
    (reading(), (CHOSEN, did("sent")), "beantwoord", ["promise found", "solved", "not-solved", "promise", "close"]),
    (reading(), (CHOSEN, did("sent"), did("solved")), "opgelost", ["reopen"]),
    (reading(), (CHOSEN, did("sent"), did("not-solved")), "niet opgelost, wacht op een antwoord", [*USE, "edit", "no-reply"]),
    (reading(), (did("no-reply"),), "geen antwoord nodig", ["reopen"]),
    (reading(), (did("close"),), "afgesloten", ["reopen"]),
    (reading(), (did("request-approval"),), "wacht op goedkeuring", ["approve", "send-back", "edit"]),
    (reading("safety", "critical"), (), "wacht op een antwoord", [*USE, "edit", "no-reply"]),
    (reading("safety", "critical"), (CHOSEN,), "wacht op goedkeuring", ["approve", "send-back", "edit"]),
    (reading("safety", "critical"), (CHOSEN, did("approve")), "goedgekeurd", ["sent", "edit", "promise", "no-reply"]),
    (reading("safety", "critical"), (CHOSEN, did("send-back")), "teruggestuurd, wacht op een ander antwoord",
     [*USE, "edit", "no-reply"]),
    (reading("safety", "critical"), (did("request-approval"), did("approve")), "goedgekeurd",
     [*USE, "edit", "no-reply"]),
    (reading("abuse", "low"), (), "wacht op een besluit", ["no-reply", "edit"]),
    (reading("abuse", "critical"), (), "wacht op een besluit", ["no-reply", "edit", "request-approval"]),
    (UNSURE, (), "wacht op een antwoord", ["correct type=delivery", "correct type=product", *USE, "edit", "no-reply"]),
    (UNSURE, (CHOSEN, did("sent"), did("solved")), "opgelost", ["reopen"]),
]  # fmt: skip


@pytest.mark.parametrize(("read", "decisions", "status", "expected"), TABLE)
def test_every_status_has_the_buttons_that_make_sense_then(
    handbook: Handbook, read: Reading, decisions: tuple[Decision, ...], status: str, expected: list[str]
) -> None:
    file = case_file(read, handbook, *decisions)
    card = card_of(file, NL, NOON)
    assert card.status.split(" · ")[0] == status
    assert buttons(card) == [*expected, "withdraw"]
    assert bool(card.drafts) == ("use 1" in expected)
    main = [button.verb for button in card.buttons if button.style == "primary"]
    assert main == [next(button.verb for button in card.buttons if button.verb != "correct")]


def test_a_case_that_waits_for_the_reader_says_that_it_is_kept(handbook: Handbook) -> None:
    file = CaseFile(case_file(reading(), handbook).case)
    for settings, words in ((NL, "Het bericht is bewaard"), (EN, "The post is kept")):
        card = card_of(file, settings, NOON)
        assert words in card.advice
        assert buttons(card) == ["edit", "no-reply", "withdraw"]
        assert card.quote == file.case.post.text


def test_an_unsure_reading_asks_which_of_two_it_is(handbook: Handbook) -> None:
    card = card_of(case_file(UNSURE, handbook), NL, NOON)
    assert [button.label for button in card.buttons[:2]] == ["Bezorging", "Product"]
    assert card.facts[0] == ("Zekerheid", "ik twijfel: bezorging (30 %) of product (6 %)")


def test_a_corrected_reading_asks_no_more(handbook: Handbook) -> None:
    card = card_of(case_file(replace(UNSURE, unsure=False, corrected=True), handbook), NL, NOON)
    assert buttons(card)[0] == "use 1"
    assert card.facts[0] == ("Zekerheid", "gelezen door een collega")


@pytest.mark.parametrize(
    ("settings", "note"),
    [
        (TEAM, "Er gaat niets uit vóór Noor of Wim het goedkeurt."),
        (replace(TEAM, language="en"), "Nothing goes out before Noor or Wim approves it."),
        (NL, "Er gaat niets uit vóór een bevoegde collega het goedkeurt."),
        (EN, "Nothing goes out before an authorised colleague approves it."),
    ],
)
def test_a_critical_case_says_who_approves_until_that_is_done(
    handbook: Handbook, settings: Settings, note: str
) -> None:
    for decisions in ((), (CHOSEN,), (CHOSEN, did("send-back")), (CHOSEN, did("approve"), did("edit", text="Anders"))):
        assert card_of(case_file(reading(severity="critical"), handbook, *decisions), settings, NOON).notes[0] == note
    approved = case_file(reading(severity="critical"), handbook, CHOSEN, did("approve"))
    assert note not in card_of(approved, settings, NOON).notes


@pytest.mark.parametrize(
    ("file_of", "nl", "en"),
    [
        ("high", "Vraag een ervaren collega om vandaag mee te lezen.", "Ask a senior colleague to read along today."),
        ("alarm", "Dit kan kritiek zijn: lees het zelf eerst.", "This may be critical: read it yourself first."),
        ("data", "Er staan persoonsgegevens in: herhaal ze niet, en verberg het bericht tot ze weg zijn, als dat kan.",
         "It holds personal data: do not repeat them, and hide the post until they are gone, where you can."),
        ("other", "Dit lijkt geen Nederlands of Engels; controleer de lezing. De voorstellen zijn in het Nederlands: laat een "
         "collega die de taal schrijft het antwoord schrijven.",
         "This does not look like Dutch or English; check the reading. The drafts are in English: let a colleague who writes "
         "the language write the reply."),
        ("mixed", "Nederlands en Engels door elkaar; de voorstellen zijn in het Nederlands.",
         "Dutch and English together; the drafts are in Dutch."),
    ],
)  # fmt: skip
def test_what_deserves_care_is_noted(handbook: Handbook, file_of: str, nl: str, en: str) -> None:
    reads = {
        "high": reading(severity="high"), "alarm": replace(reading(), alarm=True),
        "data": reading(signals=["personal_data"]), "other": reading(lang="other"), "mixed": reading(lang="mixed"),
    }  # fmt: skip
    for settings, note in ((NL, nl), (EN, en)):
        assert card_of(case_file(reads[file_of], handbook), settings, NOON).notes == (note,)
        assert card_of(case_file(reading(), handbook), settings, NOON).notes == ()


def test_a_french_post_wants_a_colleague_who_writes_french(handbook: Handbook) -> None:
    french = case_file(reading(lang="other"), handbook, post=Post("Ma commande n'est pas arrivée et je suis très déçu"))
    nl, en = (card_of(french, settings, NOON).notes[0] for settings in (NL, EN))
    assert nl == ("De post lijkt Frans; controleer de lezing. De voorstellen zijn in het Nederlands: laat een collega die "
                  "Frans schrijft het antwoord schrijven.")  # fmt: skip
    assert en.startswith("The post seems to be French; check the reading. The drafts are in English")


def test_the_chosen_reply_and_what_was_promised_stay_in_sight(handbook: Handbook) -> None:
    promise = did("promise", "2026-11-20T10:00:00+00:00", "We bellen je")
    card = card_of(case_file(reading(), handbook, CHOSEN, promise), NL, NOON)
    assert card.notes == ("Gekozen antwoord: Hoi, we bellen je. – Anna", "Beloofd vóór 20-11 11:00: We bellen je")


@pytest.mark.parametrize(
    ("minutes", "nl", "en"),
    [
        (0, "14:00 (nog 2 uur)", "14:00 (2 h left)"),
        (60, "14:00 (nog 60 min)", "14:00 (60 min left)"),
        (121, "14:00, verstreken", "14:00, passed"),
        (-1440, "18-11 14:00 (nog 26 uur)", "18-11 14:00 (26 h left)"),
    ],
)
def test_the_deadline_is_shown_as_on_the_teams_clock(handbook: Handbook, minutes: int, nl: str, en: str) -> None:
    file, now = case_file(reading(), handbook), NOON + timedelta(minutes=minutes)
    assert card_of(file, NL, now).facts[-1] == ("Antwoord vóór", nl)
    assert card_of(file, EN, now).facts[-1] == ("Reply by", en)


def test_where_no_reply_is_advised_the_deadline_is_for_deciding(handbook: Handbook) -> None:
    assert card_of(case_file(reading("abuse", "low"), handbook), NL, NOON).facts[-1][0] == "Besluit vóór"
    answered = card_of(case_file(reading(), handbook, CHOSEN, did("sent")), NL, NOON)
    assert answered.facts[-1] == ("Oplossen vóór", "23-11 12:00 (nog 5 dagen)")


def test_a_card_says_who_did_the_last_thing_and_when(handbook: Handbook) -> None:
    assert card_of(case_file(reading(), handbook, CHOSEN), NL, NOON).status.endswith(" · Anna, 12:05")


def test_a_card_speaks_one_language(handbook: Handbook) -> None:
    file = case_file(reading("safety", "high", ["media_threat", "mention"]), handbook)
    nl, en = card_of(file, NL, NOON), card_of(file, EN, NOON)
    assert (nl.title, en.title) == ("Veiligheid · hoog", "Safety · high")
    assert (nl.advice, en.advice) == ("Antwoord openbaar", "Reply in public")
    assert ("Signalen", "dreigt met de media, merk getagd") in nl.facts
    assert ("Signals", "media threat, brand tagged") in en.facts
    assert [b.label for b in nl.buttons] == [
        "Gebruik 1",
        "Gebruik 2",
        "Gebruik 3",
        "Bewerk",
        "Geen antwoord nodig",
        "Hoort hier niet",
    ]
    assert [b.label for b in en.buttons] == [
        "Use 1",
        "Use 2",
        "Use 3",
        "Edit",
        "No reply needed",
        "Does not belong here",
    ]
    assert nl.why[0].text == handbook.guidelines["public-first"].short.nl
    assert en.why[0].text == handbook.guidelines["public-first"].short.en


def test_a_house_rule_is_shown_with_what_it_sets_aside(handbook: Handbook) -> None:
    rule = HouseRule("quiet-on-x", "no_reply", "Op X antwoorden we niet.", platforms=("x",))
    settings = Settings(house_rules=(rule,))
    card = card_of(case_file(reading(), handbook, post=Post("Hoi", platform="x"), settings=settings), settings, NOON)
    assert [(why.guideline, why.weight, why.text) for why in card.why] == [
        ("quiet-on-x", "team", "Op X antwoorden we niet.")
    ]
    assert "public-first" in [why.guideline for why in card.overruled]


HOSTILE = "<!channel> <@U123> [klik](https://x.example) *vet* @everyone {value} %s \n<script>alert(1)</script> & &amp;"


def test_a_hostile_quote_is_kept_as_it_is_for_the_door_to_defuse(handbook: Handbook) -> None:
    card = card_of(case_file(reading(), handbook, post=Post(HOSTILE, author="<!here> {verb}")), NL, NOON)
    assert card.quote == HOSTILE
    assert card.author == "<!here> {verb}, ander kanaal"
    assert all("<!" not in str(value) for name, value in asdict(card).items() if name not in ("quote", "author"))


@given(
    st.text(min_size=1),
    st.text(),
    st.lists(st.sampled_from(VERBS), max_size=6),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)
def test_any_post_and_story_make_a_card(
    handbook: Handbook, text: str, author: str, verbs: list[str], now: datetime
) -> None:
    story = [did(verb, NOON.isoformat() if verb == "promise" else "", text, n) for n, verb in enumerate(verbs)]
    for lang in ("nl", "en"):
        card = card_of(
            case_file(UNSURE, handbook, *story, post=Post(text, author=author)),
            Settings(language=lang),
            now.replace(tzinfo=NOON.tzinfo),
        )
        assert card.quote == text
        assert card.buttons


@pytest.mark.parametrize(("lang", "note"), [
    ("nl", "Kritiek, en buiten kantooruren (tot 23-11 09:00). Bel nu wie er dienst heeft: Fatma, 020 555 01 00"),
    ("en", "Critical, and outside office hours (until 23-11 09:00). Ring whoever is on call now: Fatma, 020 555 01 00"),
])  # fmt: skip
def test_a_critical_case_says_whom_to_ring_while_the_office_is_closed(handbook: Handbook, lang: str, note: str) -> None:
    team = Settings(
        language=lang, office_hours=dict.fromkeys(DAYS[:5], (time(9), time(17))), on_call="Fatma, 020 555 01 00"
    )
    sunday, monday = NOON + timedelta(days=4), NOON + timedelta(days=5)
    grave, plain = case_file(reading("safety", "critical"), handbook), case_file(reading(), handbook)
    assert card_of(grave, team, sunday).notes[0] == note
    assert note not in card_of(grave, team, monday).notes
    assert note not in card_of(plain, team, sunday).notes
    assert note not in card_of(replace(grave, decisions=(did("no-reply"),)), team, sunday).notes
    unnamed = card_of(grave, replace(team, on_call="", language="nl"), sunday).notes[0]
    assert unnamed.endswith("Bel nu wie er dienst heeft; wacht niet op de termijn.")
