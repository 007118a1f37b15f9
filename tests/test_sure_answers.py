"""Questions whose answer is certain: recognised however carelessly they are typed, and never mistaken for another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answers import MAX_WORDS
from bot.case import Post
from bot.chat import Heard, ShowAnswer, Thread, hear
from bot.context import Context, Earlier
from bot.decision import CaseFile, Wish
from bot.desk import Desk
from bot.guidelines import Handbook
from bot.settings import Settings
from bot.sure_answers import POINTS, TOPICS_OF, Matter, sure_answer
from bot.sure_questions import RULES, Sure, sure_question
from tests.builders import NOON, TableNlu, case_file, dev, reading

ASKED = {
    "press": [
        "wat als de pers belt?", "Wat doe ik als een journalist ons belt?", "er hangt een journalist aan de lijn, wat nu?",
        "mag ik met de pers praten", "wat zeg ik tegen een journalist", "wat als een jounalist belt",
        "what if the press calls?", "a journalist is on the phone, what now?", "can I talk to a reporter?",
        "what do i say to the press", "what if a reporter wants a comment", "should we speak to a journalist about this",
    ],
    "deadline": [
        "wat is de deadline?", "wat is de deadlien", "tot wanneer heb ik?", "hoe lang heb ik nog", "deadline?",
        "wanneer moet dit de deur uit?", "hoeveel tijd heb ik nog voor deze", "what's the deadline", "when is this due?",
        "how long do we have left", "by when do we have to reply?", "how fast should i answer this", "when do i need to reply by",
    ],
    "name of a colleague": [
        "klant vraagt naam van de chauffeur", "klant vraagt de naam van de chaufeur, wat nu?", "mag ik de naam van de chauffeur geven?",
        "hij wil weten wie de buschauffeur was", "ze wil de naam van de medewerker", "de klant eist naam en nummer van de monteur",
        "customer wants the driver's name", "can i give him the name of the driver?", "the customer is asking for the name of the employee",
        "she wants to know who the driver was", "should we share the technician's name", "he asks for the name of the conductor what now",
    ],
    "again": [
        "en als hij nog eens reageert?", "wat als ze opnieuw reageert", "als de klant terug reageert?", "en als hij blijft reageren?",
        "wat doe ik als hij nog een keer antwoordt", "wat als er nog een reactie komt?", "what if he replies again?",
        "and if she keeps replying?", "what do i do if the customer comes back", "and when they respond once more",
        "what if there is another comment", "if he writes back?",
    ],
    "voucher": [
        "mag ik een bon geven?", "mogen we een tegoedbon aanbieden", "kan ik hem een korting geven", "mag ik hier een bloemetje sturen?",
        "mag ik de klant een cadeaubon geven", "can I give a voucher?", "can we offer her a discount",
        "may i send the customer a gift card", "should we offer compensation", "could i give them a discount code", "can we publicly offer a voucher",
    ],
    "voucher in private": [
        "mag ik privé een bon geven?", "mag ik een bon in privé geven", "mogen we in een privébericht een bon geven",
        "kan ik hem prive een tegoedbon aanbieden", "mag ik de klant prive korting geven", "may i offer a voucher in private",
        "can we give a discount privately", "can i send her a gift card in a private message", "should we offer compensation by dm",
        "could i promise him a voucher in private", "can we offer them a discount in a dm",
    ],
    "sorry without fault": [
        "moet ik sorry zeggen als het onze schuld niet is?", "moet ik sorry zeggen als het niet onze schuld is",
        "moeten we excuses aanbieden als wij er niks aan kunnen doen", "zeg ik sorry als het niet onze fout is?",
        "sorry zeggen ook al is het niet onze schuld?", "moet ik me verontschuldigen als het niet mijn fout is",
        "do I have to apologise if it's not our fault?", "should we say sorry even if it isn't our fault",
        "must i apologize when it wasnt our fault", "should i still say sorry though it's not my mistake",
        "do we need to apologise if this is not our fault", "can we say sorry if that was not our fault",
    ],
    "approvers": [
        "wie mag dit goedkeuren?", "wie moet dit eerst goedkeuren", "wie keurt dit goed?", "aan wie vraag ik goedkeuring?",
        "wie zijn de goedkeurders", "wie mag dit goedkueren", "who can approve this?", "who approves this",
        "who do I ask for approval?", "whose approval do we need", "who has to sign off on this", "who are the approvers",
    ],
    "replied": [
        "heeft iemand hier al op gereageerd?", "heeft er al iemand gereageerd", "is hier al op geantwoord?", "is dit al beantwoord?",
        "wie heeft dit opgepakt?", "hebben we hier al op gereageerd", "has anyone replied to this yet?", "is somebody already on this?",
        "did anyone answer this?", "has this been answered", "have we responded to this already", "whos handling this",
    ],
    "next": [
        "wat moet ik nu doen?", "wat moet ik doen", "en wat nu?", "wat is de volgende stap", "wat doe ik hiermee?", "hoe nu verder?",
        "what should I do now?", "what now?", "what do we do with this", "what's next", "now what", "what am i supposed to do here",
    ],
    "translate": [
        "kan je dit vertalen", "kun je dit even vertalen naar het Nederlands?", "vertaal dit", "kan jij dit voor mij vertalen",
        "vertaling graag", "wat staat er in het nederlands", "can you translate this?", "please translate this into Dutch",
        "could you translate the post for me", "what does this say in english", "would you just translate that",
    ],
    "why not private": [
        "waarom niet privé?", "waarom niet in privé", "waarom mag dit niet in privé", "waarom moet dit openbaar?",
        "waarom niet gewoon via dm", "waarom doen we dit niet privé", "why not in private?", "why not private",
        "why can't we go private", "why not by dm", "why does this have to be public", "why should we reply in public",
    ],
    "complaint": [
        "is dit wel een klacht?", "is dit eigenlijk een klacht", "is dit een klacht of een vraag?", "telt dit als klacht",
        "klacht of compliment", "is deze review een klacht", "is this really a complaint?", "is that even a complaint",
        "does this count as a complaint", "is this a complaint or a question", "is it a real complaint", "complaint or troll?",
    ],
    "known": [
        "kent iemand deze klant al?", "kennen we deze klant?", "hebben we hem al eerder gehad?", "heeft hij al eens eerder geklaagd?",
        "is dit een bekende klant", "schreef ze al eerder", "do we know this customer?", "has she complained before?",
        "does anyone know this person already", "have we heard from him before", "is this a returning customer", "did they post before",
    ],
    "legal letter": [
        "wat als er een brief van een advocaat komt?", "we kregen een dagvaarding, wat nu?", "er kwam een brief van een advocaat",
        "wat doe ik met een brief van zijn advocaat", "we kregen een brief van een deurwaarder wat nu", "er is een ingebrekestelling binnen wat nu",
        "what if we get a letter from a lawyer?", "we got a summons, what now?", "what do i do with a letter from her solicitor",
        "we received a legal letter", "what about a letter from a law firm", "what if there is a letter from the court",
    ],
}  # fmt: skip

ANOTHER_MATTER = [
    "klant dreigt naar de pers te gaan, wat nu?", "wat als hij de pers belt?", "what if he goes to the press?",
    "hoe lang moet een antwoord zijn?", "wat is de deadline om het pakket terug te sturen?", "how long should a reply be?",
    "hoe lang heb ik nodig voor een goed antwoord?", "Hoe lang heb ik nog garantie op facebook?", "wanneer moet ik goedkeuring vragen?",
    "wat moet ik doen als hij boos blijft?", "wat doe ik met een trol?", "what should I do if he threatens to sue?",
    "wat als hij niet reageert?", "what if he does not reply?", "en als hij boos blijft?", "wat als iemand anders ook reageert?",
    "heeft de klant al gereageerd?", "hoe vaak is hier al op gereageerd?", "is er al gereageerd door de klant?",
    "is dit een terechte klacht?", "is een slechte review een klacht?", "moet ik sorry zeggen als het onze schuld is?",
    "should I say sorry if it is our fault?", "mag ik de naam van de klant noemen?", "klant vraagt mijn naam", "can I give my name?",
    "klant noemt de naam van de chauffeur", "wie heeft dit goedgekeurd?", "who approved this?", "wie keurt een vergoeding goed?",
    "mag ik een bonnetje van de kassa vragen?", "mag ik een grapje maken?", "klant wil geld terug, mag ik dat beloven?",
    "moet ik in de taal van de klant antwoorden?", "waarom?", "waarom heeft de klant gelijk?", "kent de klant ons al?",
    "heeft hij al eens geld teruggekregen?", "wie is deze klant", "mogen we iets", "kan ik een korting via", "translate it for",
    "klant dreigt met een advocaat, wat nu?", "op facebook?",
    "Mijn bus kwam weer niet. Wat nu?", "Heeft er al iemand mijn pakket gezien?\nIk wacht al een week.", "", "?!",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "question"), [(kind, one) for kind, some in ASKED.items() for one in some])
def test_what_is_surely_asked_is_recognised_in_careless_words(kind: str, question: str) -> None:
    found = sure_question(question)
    assert found is not None
    assert found.kind == kind
    for careless in (question.upper(), question.rstrip("?") + " ??", f"hoi, {question}", f"{question} aub"):
        assert sure_question(careless) == found


def test_every_kind_is_tried_in_at_least_six_wordings_of_which_some_in_each_language() -> None:
    assert set(ASKED) == set(RULES) == set(TOPICS_OF)
    for kind, questions in ASKED.items():
        langs = [found.lang for one in questions if (found := sure_question(one))]
        assert min(langs.count("nl"), langs.count("en")) >= 4, kind


@pytest.mark.parametrize("question", ANOTHER_MATTER)
def test_what_may_be_another_matter_is_left_to_the_nlu(question: str) -> None:
    assert sure_question(question) is None


def test_no_question_of_another_topic_in_the_development_sets_is_caught() -> None:
    lines = [one for name in ("questions_d01", "questions_d02", "questions_d03") for one in dev(f"{name}.jsonl")]
    assert len(lines) > 100
    caught = [(one, found) for one in lines if (found := sure_question(one.get("question") or one["text"]))]
    assert [one for one, found in caught if one["topic"] != TOPICS_OF[found.kind]] == []


@pytest.mark.parametrize(
    ("question", "platform"),
    [("hoe lang heb ik op X?", "x"), ("hoe lang heb ik op Facebook", "facebook"), ("how long do I have on insta?", "instagram"),
     ("wat is de termijn op twitter", "x"), ("hoe snel moet ik reageren op een review?", "google_review"),
     ("how fast do we have to reply on trustpilot", "trustpilot"), ("hoelang heb ik eigenlijk op linkedin dan", "linkedin")],
)  # fmt: skip
def test_the_platform_of_a_deadline_is_read(question: str, platform: str) -> None:
    found = sure_question(question)
    assert found is not None
    assert (found.kind, found.platform) == ("deadline", platform)


@pytest.mark.parametrize(("question", "lang"), [("en op Facebook?", "nl"), ("op insta dan", "nl"), ("and on X?", "en")])
def test_another_platform_is_asked_for_only_after_a_deadline(question: str, lang: str) -> None:
    found = sure_question(question, "response_time")
    assert found is not None
    assert (found.kind, found.lang) == ("deadline", lang)
    assert sure_question(question, "humor") is None
    assert sure_question(question) is None


def test_a_deadline_elsewhere_is_answered_in_the_conversation(desk: Desk) -> None:
    (first,) = hear(desk, Heard("hoe lang heb ik op X?"), Thread(), NOON)
    assert isinstance(first, ShowAnswer)
    (second,) = hear(desk, Heard("en op Facebook?"), Thread(None, first.answer), NOON)
    assert isinstance(second, ShowAnswer)
    assert second.answer.text.startswith("Op Facebook heb je 2 uur voor een eerste antwoord.")


# --- what is answered

BOTH = pytest.mark.parametrize("lang", ["nl", "en"])


@pytest.fixture
def said(handbook: Handbook) -> Callable[..., str]:
    def saying(kind: str, about: CaseFile | None = None, settings: Settings | None = None, **more: str) -> str:
        sure = Sure(kind, more.get("lang", "nl"), more.get("platform", ""))
        matter = Matter(handbook, settings or Settings(), NOON, about, sure.platform)
        answer = sure_answer(sure, matter)
        assert answer.topic == TOPICS_OF[kind]
        return answer.text

    return saying


@BOTH
@pytest.mark.parametrize("kind", RULES)
def test_every_answer_is_short_with_and_without_a_case(
    said: Callable[..., str], handbook: Handbook, kind: str, lang: str
) -> None:
    settings = Settings(approvers=("Wim", "Fatma"), two_people=True)
    readings = (
        reading(),
        reading("abuse", "low"),
        reading("safety", "critical"),
        reading("praise", "low", confidence=0.4),
    )
    files = [case_file(read, handbook, post=Post("Hoi", author="Els Maes"), settings=settings) for read in readings]
    for about in (None, *files, replace(files[0], proposals=())):
        text = said(kind, about, settings, lang=lang)
        assert 4 <= len(text.split()) <= MAX_WORDS
        assert "{" not in text
        assert "None" not in text


def test_a_deadline_is_that_of_the_settings_and_of_this_case(said: Callable[..., str], handbook: Handbook) -> None:
    ours = Settings(deadlines={"x": 30, "facebook": 180})
    assert said("deadline", None, ours, platform="facebook").startswith(
        "Op Facebook heb je 3 uur voor een eerste antwoord."
    )
    assert said("deadline", None, ours, platform="x", lang="en").startswith(
        "On X you have 30 minutes for a first reply."
    )
    every = said("deadline", None, ours)
    assert every.startswith("Een eerste antwoord komt binnen 30 minuten op X; 2 uur op Instagram, LinkedIn, ")
    assert "3 uur op Facebook" in every
    about = case_file(reading(), handbook, post=Post("Hoi", platform="x"))
    assert said("deadline", about) == (
        "Dit bericht moet een antwoord hebben vóór 13:00 (nog 60 min). Op X heb je 1 uur voor een eerste antwoord. "
        "De klok loopt dag en nacht door."
    )
    unknown = case_file(reading(), handbook, post=Post("Hoi"))
    assert (
        said("deadline", unknown)
        == "Dit bericht moet een antwoord hebben vóór 14:00 (nog 2 uur). De klok loopt dag en nacht door."
    )
    elsewhere = said("deadline", about, platform="facebook")
    assert elsewhere.startswith("Op Facebook heb je 2 uur")
    assert "vóór 13:00" in elsewhere


@pytest.fixture
def case(desk: Desk) -> str:
    return desk.receive(Post("Mijn pakket is al een week te laat.", platform="x", author="@els"), NOON).file.case.id


def asked(desk: Desk, question: str, case: str | None, minutes: int = 0) -> str:
    (shown,) = hear(desk, Heard(question), Thread(case), NOON + timedelta(minutes=minutes))
    assert isinstance(shown, ShowAnswer)
    return shown.answer.text


def test_who_replied_and_what_comes_next_follow_the_case(desk: Desk, case: str) -> None:
    replied, then = "heeft iemand hier al op gereageerd?", "wat nu?"
    assert asked(desk, replied, case) == "Nee: in het logboek staat nog geen antwoord."
    assert asked(desk, then, case).startswith("Hier: antwoord gewoon openbaar. Kies of bewerk een voorstel")
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    assert asked(desk, replied, case).startswith("Er is nog niets geplaatst. Anna koos een antwoord")
    assert asked(desk, then, case).startswith("Plaats het gekozen antwoord bij de klant en klik dan op Geplaatst.")
    desk.decide(case, Wish("sent", "Anna", NOON))
    assert asked(desk, replied, case) == "Ja: Anna plaatste een antwoord (18-11 12:00)."
    assert asked(desk, "deadline?", case).startswith("Er is al geantwoord; oplossen moet vóór")
    desk.decide(case, Wish("promise", "Anna", NOON, text="We bellen je"))
    assert asked(desk, then, case).startswith(
        "Doe wat we beloofden, vóór 19-11 12:00: “We bellen je”. Ga na of het echt"
    )
    desk.decide(case, Wish("not-solved", "Anna", NOON))
    assert asked(desk, replied, case).endswith("De zaak staat weer open: er moet nog een antwoord komen.")
    assert asked(desk, "en als hij nog eens reageert?", case).endswith("met openbaar een slotzin; nu is het er 1.")
    desk.decide(case, Wish("close", "Anna", NOON))
    assert asked(desk, then, case) == "Niets meer: afgesloten. Schrijft de klant opnieuw, klik dan op Heropen."
    assert asked(desk, "hoe lang heb ik nog?", case).startswith("Deze zaak is afgesloten")


def test_a_deadline_that_has_passed_asks_for_something_short_now(desk: Desk, case: str) -> None:
    assert "Plaats nu iets korts, met een tijd." in asked(desk, "hoe lang heb ik nog?", case, minutes=90)


def test_without_a_case_it_is_said_where_to_ask_and_without_the_nlu_too(desk: Desk, table_nlu: TableNlu) -> None:
    table_nlu.away = True
    assert asked(desk, "wat nu?", None).startswith("Plak hier het bericht van de klant of stuur het door")
    for question in ("heeft iemand hier al op gereageerd?", "is dit een klacht?", "kent iemand deze klant?"):
        assert "in de draad van een zaak" in asked(desk, question, None)
    assert asked(desk, "hoe lang heb ik op X?", None).startswith("Op X heb je 1 uur")


def test_who_approves_is_said_by_name_and_whether_that_is_needed(said: Callable[..., str], handbook: Handbook) -> None:
    team = Settings(approvers=("Wim", "Fatma"), two_people=True)
    grave, light = case_file(reading("safety", "critical"), handbook, settings=team), case_file(reading(), handbook)
    assert said("approvers", grave, team) == (
        "Hier moet eerst iemand goedkeuren. Goedkeuren doet bij jullie Wim of Fatma. Wie het antwoord schreef, keurt het niet zelf goed."
    )
    assert said("approvers", light, team, lang="en").startswith(
        "Nobody has to approve a reply to this post. In your team Wim or Fatma"
    )
    assert said("approvers").startswith("In jullie instellingen is niemand aangewezen")


def test_what_was_read_is_told_with_how_sure_it_is(said: Callable[..., str], handbook: Handbook) -> None:
    for read, first in (
        (reading(), "Ja, ik lees een klacht: bezorging (90 %), ernst gemiddeld."),
        (reading("praise", "low"), "Nee, ik lees: compliment (90 %)."),
        (
            reading("delivery", confidence=0.4),
            "Dat is niet zeker: ik lees bezorging (40 %). Ik behandel het als klacht (bezorging).",
        ),
        (replace(reading("question", "low"), corrected=True), "Nee: een collega zette het op vraag, ernst laag."),
    ):
        assert said("complaint", case_file(read, handbook)).startswith(first)


def test_a_customer_who_wrote_before_is_known(said: Callable[..., str], handbook: Handbook) -> None:
    file = case_file(reading(), handbook, post=Post("Hoi", author="@els", platform="x"))
    assert file.proposal
    assert (
        said("known", file) == "Voor zover ik weet niet: in het afgelopen jaar kwam hier niets van deze klant binnen."
    )
    before = Context((Earlier("abcdefghij", NOON - timedelta(days=3), "delivery", "solved"),))
    known = replace(file, proposals=(replace(file.proposal, context=before),))
    assert said("known", known) == "Deze klant schreef op 15-11 ook over een bezorging (zaak abcd, opgelost)."
    nameless = case_file(reading(), handbook, post=Post("Hoi"))
    assert said("known", nameless).startswith("Dat kan ik niet zien")


def test_a_second_round_is_answered_as_the_case_is_advised(said: Callable[..., str], handbook: Handbook) -> None:
    assert said("again", case_file(reading("abuse", "low"), handbook)).startswith("Ook dan niet antwoorden.")
    assert said("again", case_file(reading("abuse", "low", confidence=0.55), handbook)).startswith("Dan stop je")
    grave = said("again", case_file(reading("safety", "critical"), handbook))
    assert "Ook die tekst gaat eerst langs wie goedkeurt." in grave
    assert "Na 4 openbare rondes" in said("again", None, Settings(public_rounds_limit=4))


def test_a_colleagues_name_is_never_to_be_given_and_the_press_is_for_others(said: Callable[..., str]) -> None:
    assert said("name of a colleague").startswith(
        "Geef geen naam of andere gegevens van een collega, ook niet in een privébericht."
    )
    for kind in ("press", "legal letter"):
        assert said(kind).endswith("Dit is gezond verstand; een richtlijn heb ik er niet voor.")


@pytest.mark.parametrize("kind", POINTS)
def test_what_a_guideline_covers_is_said_in_its_words(said: Callable[..., str], handbook: Handbook, kind: str) -> None:
    topic, point = POINTS[kind]
    assert said(kind) == handbook.answers[topic].points[point].wordings["nl"][0]


def test_what_is_answered_for_certain_counts_as_a_question_asked(desk: Desk, case: str) -> None:
    asked(desk, "wie mag dit goedkeuren?", case)
    assert desk.ledger.questions(NOON, NOON + timedelta(1)) == [("approval", "wie mag dit goedkeuren?")]


def test_a_question_that_comes_with_a_post_is_answered_about_it(desk: Desk) -> None:
    shown = hear(desk, Heard("wat doe ik hiermee?", (Post("Mijn pakket is al een week te laat."),)), Thread(), NOON)
    assert isinstance(shown[1], ShowAnswer)
    assert shown[1].answer.text.startswith("Hier: antwoord gewoon openbaar.")


def test_a_question_to_a_colleague_that_is_not_ours_is_not_answered(desk: Desk, case: str, table_nlu: TableNlu) -> None:
    table_nlu.topics["vertalen"] = "tone_of_voice"
    assert hear(desk, Heard("kan jij dit vertalen?", addressed=False), Thread(case), NOON) == []
    assert desk.ledger.questions(NOON, NOON + timedelta(1)) == []


def test_who_sent_a_reply_back_and_why_comes_before_the_next_step(desk: Desk) -> None:
    case = desk.receive(Post("De lader vloog in brand."), NOON).file.case.id
    desk.decide(case, Wish("use", "Anna", NOON, "1"))
    desk.decide(case, Wish("send-back", "Wim", NOON, reason="Noem geen oorzaak"))
    assert asked(desk, "wat nu?", case).startswith(
        "Teruggestuurd door Wim: “Noem geen oorzaak”. Hier: nog niets plaatsen."
    )
