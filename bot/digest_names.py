"""What the digest calls the reviewer's rules and the topics of questions, in a table where there is room for two words."""

from __future__ import annotations

from bot.words import Words

RULES: dict[str, Words] = {
    "robot_phrase": Words("standaardzin", "stock phrase"),
    "dm_first": Words("eerst naar privé", "private first"),
    "overpromise": Words("te veel beloofd", "promised too much"),
    "near_duplicate": Words("zelfde antwoord", "same answer"),
    "wrong_name": Words("verkeerde naam", "wrong name"),
    "missing_signature": Words("geen naam eronder", "no name below"),
    "missing_empathy": Words("geen begrip", "no empathy"),
    "missing_next_step": Words("geen vervolgstap", "no next step"),
    "missing_time": Words("geen tijd", "no time"),
    "defensive": Words("verdedigend", "defensive"),
    "angry": Words("boos", "angry"),
    "blames_customer": Words("schuld bij de klant", "blames the customer"),
    "belittling_humour": Words("kleinerende grap", "belittling joke"),
    "asks_personal_data": Words("vraagt gegevens", "asks for data"),
    "repeats_personal_data": Words("herhaalt gegevens", "repeats data"),
    "public_compensation": Words("openbare vergoeding", "public compensation"),
    "too_long": Words("te lang", "too long"),
    "too_dry": Words("te kort af", "too dry"),
    "wrong_language": Words("andere taal", "other language"),
    "placeholder_left": Words("open plek", "blank left"),
    "announces_deletion": Words("dreigt te wissen", "announces deletion"),
}

TOPICS: dict[str, Words] = {
    "go_private": Words("openbaar of privé", "public or private"),
    "response_time": Words("hoe snel", "how fast"),
    "delete_comments": Words("verwijderen", "deleting"),
    "trolls": Words("trollen", "trolls"),
    "humor": Words("humor", "humour"),
    "apology": Words("sorry zeggen", "saying sorry"),
    "sign_with_name": Words("namen", "names"),
    "tone_of_voice": Words("toon", "tone"),
    "robotic_replies": Words("standaardantwoorden", "stock replies"),
    "promises": Words("beloven", "promises"),
    "no_answer_yet": Words("nog geen antwoord", "no answer yet"),
    "angry_customer": Words("boze klant", "angry customer"),
    "follow_up": Words("opvolgen", "following up"),
    "no_mention": Words("niet getagd", "not tagged"),
    "personal_data": Words("persoonsgegevens", "personal data"),
    "approval": Words("goedkeuring", "approval"),
    "own_mistake": Words("eigen fout", "own mistake"),
    "being_right": Words("gelijk hebben", "being right"),
    "positive_comments": Words("complimenten", "compliments"),
    "observers": Words("meelezers", "readers along"),
    "pass_on_feedback": Words("doorgeven", "passing on"),
    "out_of_scope": Words("iets anders", "something else"),
}
