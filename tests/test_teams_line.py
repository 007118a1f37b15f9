"""The line to Teams: nobody gets in without Microsoft's word for it, nothing is lost, and nothing goes out to strangers."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import io
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import teams_adapter
from bot.adapters.teams_line import LineDown, RefusedByTeams, Secrets, TeamsLine
from bot.errors import LedgerAway, PartMissing, WrongUse
from tests.teams_microsoft import (
    APP,
    EVIL,
    KEY,
    LOCAL,
    PASSWORD,
    ROOM,
    SECRETS,
    STRANGERS,
    TENANT,
    Json,
    Site,
    started_again,
    teams,
)

Scenario = Callable[[Site], Awaitable[None]]


def play(scenario: Scenario, **how: Any) -> None:
    """Run a scenario on an open line, within a time that only a hanging one needs."""

    async def played() -> None:
        async with asyncio.timeout(20), teams(**how) as site:
            await scenario(site)

    asyncio.run(played())


# --- Who gets in --------------------------------------------------------------------------------------------------------

FORGED: dict[str, Callable[[Site], str]] = {
    "no header": lambda site: "",
    "no token": lambda site: "Bearer",
    "an empty token": lambda site: "Bearer ",
    "another scheme": lambda site: f"Basic {base64.b64encode(b'a:b').decode()}",
    "a token with another scheme": lambda site: f"Token {site.token()}",
    "two tokens": lambda site: f"Bearer {site.token()} {site.token()}",
    "garbage": lambda site: "Bearer garbage",
    "garbage in three parts": lambda site: "Bearer a.b.c",
    "signed with a shared secret": lambda site: f"Bearer {site.token('geheim' * 8, alg='HS256')}",
    "not signed": lambda site: f"Bearer {site.token(None, alg='none')}",
    "the signature taken off": lambda site: f"Bearer {site.token().rpartition('.')[0]}.",
    "claims changed afterwards": lambda site: f"Bearer {_mixed(site.token(aud='x'), site.token())}",
    "another key under a known id": lambda site: f"Bearer {site.token(EVIL)}",
    "another key under an unknown id": lambda site: f"Bearer {site.token(EVIL, kid='k9')}",
    "no key id": lambda site: f"Bearer {site.token(kid=None)}",
    "another issuer": lambda site: f"Bearer {site.token(iss='https://evil.example')}",
    "no issuer": lambda site: f"Bearer {site.token(iss=None)}",
    "the emulator's issuer": lambda site: f"Bearer {_emulator(site)}",
    "another bot's": lambda site: f"Bearer {site.token(aud=STRANGERS)}",
    "for nobody": lambda site: f"Bearer {site.token(aud=None)}",
    "for many": lambda site: f"Bearer {site.token(aud=[APP])}",
    "expired": lambda site: f"Bearer {site.token(exp=1_700_000_000)}",
    "without an end": lambda site: f"Bearer {site.token(exp=None)}",
    "an end that is no time": lambda site: f"Bearer {site.token(exp='morgen')}",
    "not valid yet": lambda site: f"Bearer {site.token(nbf=4_000_000_000)}",
    "for another service URL": lambda site: f"Bearer {site.token(serviceurl='https://evil.example')}",
    "for no service URL": lambda site: f"Bearer {site.token(serviceurl=None)}",
}


def _mixed(token: str, other: str) -> str:
    (head, body, _), (*_, signature) = token.split("."), other.split(".")
    return f"{head}.{body}.{signature}"


def _emulator(site: Site) -> str:
    issuer = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
    return site.token(iss=issuer, appid=APP, ver="1.0")


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_refused_and_not_heard(forge: Callable[[Site], str]) -> None:
    async def scenario(site: Site) -> None:
        assert await site.post(header=forge(site)) == (401, None)
        assert site.heard == []
        assert (await site.post())[0] == 200  # and whoever comes next is heard

    play(scenario)


def test_a_good_token_is_heard_just_as_it_was_sent() -> None:
    async def scenario(site: Site) -> None:
        mention = {"type": "mention", "text": "<at>Meelezer</at>", "mentioned": {"id": "28:bot"}}
        sent = site.activity(entities=[mention], unheardOf={"by": ["the", "SDK", 1.5, None]})
        assert await site.post(sent) == (200, None)
        assert site.heard == [sent]

    play(scenario)


def test_a_key_that_may_not_sign_for_teams_opens_nothing() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.keys = {"k1": (KEY, ["webchat", "directline"]), "k2": (KEY, [])}
        for kid in ("k1", "k2"):
            assert (await site.post(header=f"Bearer {site.token(kid=kid)}"))[0] == 401
        assert site.heard == []

    play(scenario)


def test_the_key_server_down_is_no_fault_of_who_asks() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.key_status = 500
        assert [(await site.post())[0] for _ in range(3)] == [503, 503, 503]
        assert site.microsoft.key_fetches == 1  # it is left alone for a moment
        site.microsoft.key_status = 200
        site.clock.now += 6
        assert (await site.post())[0] == 200

    play(scenario)


def test_a_slow_key_server_holds_up_nobody_else() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.key_gate = asyncio.Event()
        waiting = [asyncio.create_task(site.post()) for _ in range(3)]
        while not site.microsoft.key_fetches:
            await asyncio.sleep(0)
        async with site.web.get(f"{site.base}/fine") as other:
            assert other.status == 200
        assert not any(one.done() for one in waiting)
        site.microsoft.key_gate.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200, 200, 200]
        assert site.microsoft.key_fetches == 1

    play(scenario)


def test_a_key_server_that_never_answers_is_given_up() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.key_gate = asyncio.Event()
        assert (await site.post())[0] == 503
        site.microsoft.key_gate.set()

    play(scenario)


def test_keys_are_fetched_once_and_made_up_key_ids_do_not_hammer_the_server() -> None:
    async def scenario(site: Site) -> None:
        async def forged(n: int) -> set[int]:
            headers = [f"Bearer {site.token(EVIL, kid=f'made-up-{i}')}" for i in range(n)]
            return {status for status, _ in await asyncio.gather(*(site.post(header=one) for one in headers))}

        assert {status for status, _ in await asyncio.gather(*(site.post() for _ in range(20)))} == {200}
        assert await forged(20) == {401}
        assert site.microsoft.key_fetches == 1
        site.clock.now += 301
        assert await forged(20) == {401}
        assert site.microsoft.key_fetches == 2

    play(scenario)


def test_a_new_key_is_found_and_the_old_ones_outlive_a_day_without_the_server() -> None:
    async def scenario(site: Site) -> None:
        assert (await site.post())[0] == 200
        site.microsoft.keys["k2"] = (EVIL, ["msteams"])
        new = f"Bearer {site.token(EVIL, kid='k2')}"
        assert (await site.post(header=new))[0] == 401  # it was asked a moment ago
        site.clock.now += 301
        assert (await site.post(header=new))[0] == 200
        site.microsoft.key_status = 500
        site.clock.now += 2 * 24 * 3600
        assert (await site.post(header=new))[0] == 200
        site.clock.now += 4 * 24 * 3600
        assert (await site.post(header=new))[0] == 503

    play(scenario)


def test_a_key_that_microsoft_took_back_opens_nothing_after_a_day() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.keys["k2"] = (EVIL, ["msteams"])
        stolen = f"Bearer {site.token(EVIL, kid='k2')}"
        assert (await site.post(header=stolen))[0] == 200
        del site.microsoft.keys["k2"]
        site.clock.now += 24 * 3600 + 1
        assert (await site.post(header=stolen))[0] == 401
        assert (await site.post())[0] == 200

    play(scenario)


STRANGE: list[Any] = [{}, [], "x", {"jwks_uri": 3}, {"jwks_uri": "x"}, {"jwks_uri": "http://127.0.0.1:9/"}]


@pytest.mark.parametrize("answer", STRANGE)
def test_a_key_server_that_says_strange_things_is_as_good_as_down(answer: Any) -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.key_answer = answer
        assert (await site.post())[0] == 503

    play(scenario)


@pytest.mark.parametrize(
    ("changed", "claims"),
    [
        ({"conversation": {"id": ROOM, "tenantId": STRANGERS}}, {}),
        ({"channelData": {"tenant": {"id": STRANGERS}}}, {}),
        ({"conversation": {"id": ROOM}, "channelData": {"tenant": {"id": STRANGERS}}}, {}),
        ({"conversation": {"id": ROOM}, "channelData": {}}, {}),
        ({"conversation": {"id": ROOM}, "channelData": {"tenant": TENANT}}, {}),
        ({}, {"tid": STRANGERS}),
        ({"channelId": "webchat"}, {}),
        ({"channelId": None}, {}),
    ],
)
def test_another_tenant_or_channel_is_kept_out_without_its_words_in_the_log(
    changed: Json, claims: Json, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(site: Site) -> None:
        with caplog.at_level(logging.DEBUG):
            header = f"Bearer {site.token(**claims)}"
            assert await site.post(site.activity(**changed), header) == (403, None)
        assert site.heard == []

    play(scenario)
    assert "another" in caplog.text
    assert "pakket" not in caplog.text


def test_a_tenant_is_known_in_capitals_too_and_without_a_list_it_is_the_bots_own() -> None:
    async def scenario(site: Site) -> None:
        loud = {"id": ROOM, "tenantId": TENANT.upper()}
        assert (await site.post(site.activity(conversation=loud)))[0] == 200
        assert (await site.post(site.activity(conversation={"id": ROOM, "tenantId": STRANGERS})))[0] == 403

    play(scenario, tenants=())


def test_a_bot_for_every_tenant_is_not_started() -> None:
    with pytest.raises(WrongUse, match=r"under tenants in \[teams\]"):
        TeamsLine(Secrets(APP, PASSWORD, "MultiTenant", ""), (), _nobody)


def test_another_service_url_than_the_tokens_is_refused() -> None:
    async def scenario(site: Site) -> None:
        for service in ("https://evil.example/", site.microsoft.service.rstrip("/"), site.microsoft.service.upper()):
            assert (await site.post(site.activity(serviceUrl=service)))[0] in (400, 401)
        assert site.heard == []

    play(scenario)


# --- What comes in ------------------------------------------------------------------------------------------------------

MALFORMED: dict[str, tuple[bytes, str, int]] = {
    "nothing": (b"", "application/json", 400),
    "no JSON": (b"{type: message}", "application/json", 400),
    "not UTF-8": (b'{"type": "\xe9"}', "application/json", 400),
    "a list": (b"[]", "application/json", 400),
    "a number": (b"1", "application/json", 400),
    "not a number": (b'{"type": NaN}', "application/json", 400),
    "nested without end": (b"[" * 100_000, "application/json", 400),
    "a number without end": (b'{"type": ' + b"9" * 10_000 + b"}", "application/json", 400),
    "no type": (b"{}", "application/json", 400),
    "a type that is no text": (b'{"type": ["message"]}', "application/json", 400),
    "no conversation": (b'{"type": "message", "serviceUrl": "https://a.example"}', "application/json", 400),
    "a conversation that is no table": (
        b'{"type": "message", "serviceUrl": "https://a.example", "conversation": "c"}', "application/json", 400,
    ),
    "no service URL": (b'{"type": "message", "conversation": {"id": "c"}}', "application/json", 400),
    "a service URL that is none": (
        b'{"type": "message", "serviceUrl": "file:///etc", "conversation": {"id": "c"}}', "application/json", 400,
    ),
    "a form": (b"type=message", "application/x-www-form-urlencoded", 415),
    "text": (b"{}", "text/plain", 415),
    "two megabytes": (b'{"type": "' + b"a" * 2_000_000 + b'"}', "application/json", 413),
}  # fmt: skip


@pytest.mark.parametrize(("content", "kind", "status"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_body_is_told_so_and_never_a_fault_of_ours(content: bytes, kind: str, status: int) -> None:
    async def scenario(site: Site) -> None:
        assert await site.post(data=io.BytesIO(content), headers={"Content-Type": kind}) == (status, None)
        assert site.heard == []

    play(scenario)


def test_a_body_without_a_length_is_not_read_without_end() -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 2**16

    async def scenario(site: Site) -> None:
        assert await site.post(data=endless()) == (413, None)

    play(scenario)


def test_a_packed_body_is_unpacked_but_not_without_end() -> None:
    async def scenario(site: Site) -> None:
        packed = [json.dumps(site.activity()).encode(), b" " * 50_000_000]
        for content, status in ((gzip.compress(packed[0]), 200), (gzip.compress(packed[1]), 413), (b"garbage", 400)):
            assert await site.post(data=io.BytesIO(content), headers={"Content-Encoding": "gzip"}) == (status, None)
        assert len(site.heard) == 1

    play(scenario)


def test_a_request_that_is_cut_off_is_not_heard(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(site: Site) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", int(site.base.rpartition(":")[2]))
        head = f"POST /api/messages HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {site.token()}\r\n"
        writer.write(f"{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode())
        while not site.microsoft.key_fetches:
            await asyncio.sleep(0)
        writer.close()
        await writer.wait_closed()
        assert (await site.post())[0] == 200
        assert len(site.heard) == 1

    play(scenario)
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["type", "serviceUrl", "conversation", "channelData", "from", "recipient", "channelId"])


@given(st.dictionaries(FIELDS, JSONS | st.just("https://a.example") | st.just({"id": "c"}), max_size=7))
def test_any_body_is_an_activity_or_turned_away(body: Json) -> None:
    with contextlib.suppress(teams_adapter.TurnedAway):
        activity = teams_adapter.activity_in(json.dumps(body).encode())
        assert teams_adapter.Told(activity).whole == activity
        assert json.dumps(TeamsLine.reference_of(activity), ensure_ascii=False).encode()
        assert isinstance(teams_adapter.tenants_of(activity, {}), set)


def test_half_an_emoji_does_no_harm() -> None:
    async def scenario(site: Site) -> None:
        body = json.dumps(site.activity(text="Kapot 🔥 PLACE")).replace("PLACE", "\\ud83d")
        assert (await site.post(data=io.BytesIO(body.encode())))[0] == 200
        assert site.heard[0]["text"].encode().decode() == "Kapot 🔥 \ufffd"

    play(scenario)


# --- What is answered ---------------------------------------------------------------------------------------------------

CARD = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.card.adaptive",
    "value": {"type": "AdaptiveCard", "body": []},
}


def test_the_answer_to_an_invoke_arrives_once_and_as_it_is() -> None:
    async def scenario(site: Site) -> None:
        assert await site.post(site.activity(type="invoke", name="adaptiveCard/action")) == (200, CARD)
        assert await site.post(site.activity()) == (200, None)

    play(scenario, hear=lambda _: CARD)


def test_an_invoke_without_an_answer_is_done() -> None:
    async def scenario(site: Site) -> None:
        assert await site.post(site.activity(type="invoke", name="composeExtension/setting")) == (200, None)

    play(scenario)


def _fails(error: Exception) -> Callable[[Mapping[str, Any]], None]:
    def hear(_: Mapping[str, Any]) -> None:
        raise error

    return hear


AWAY = LedgerAway("Het logboek is er niet.", "The ledger is not there.")


@pytest.mark.parametrize("error", [AWAY, RuntimeError("secret words"), KeyError("secret words")])
def test_a_message_that_could_not_be_kept_is_for_teams_to_send_again(error: Exception) -> None:
    async def scenario(site: Site) -> None:
        assert await site.post() == (500, None)

    play(scenario, hear=_fails(error))


@pytest.mark.parametrize(
    ("lang", "error", "words"),
    [("nl", AWAY, "Het logboek is er niet."), ("en", AWAY, "The ledger is not there."), ("nl", ValueError("x"), "Dat ging mis"),
     ("en", ValueError("secret words"), "That went wrong")],
)  # fmt: skip
def test_who_pressed_a_button_is_told_what_went_wrong(lang: str, error: Exception, words: str) -> None:
    async def scenario(site: Site) -> None:
        status, told = await site.post(site.activity(type="invoke", name="adaptiveCard/action"))
        assert (status, told["statusCode"], told["type"]) == (200, 500, "application/vnd.microsoft.error")
        assert told["value"]["message"].startswith(words)
        for name in ("composeExtension/fetchTask", "composeExtension/submitAction", "task/fetch"):
            status, told = await site.post(site.activity(type="invoke", name=name))
            assert (status, told["task"]["type"]) == (200, "message")
            assert told["task"]["value"].startswith(words)
        assert await site.post(site.activity(type="invoke", name="something/else")) == (200, {})

    play(scenario, lang=lang, hear=_fails(error))


# --- On this machine only -----------------------------------------------------------------------------------------------


def test_without_an_app_id_only_this_machine_is_heard_and_spoken_with() -> None:
    async def scenario(site: Site) -> None:
        assert (await site.post(header=""))[0] == 200
        assert (await site.post(header="Bearer garbage"))[0] == 200
        assert (await site.post(header="", headers={"Host": "evil.example"}))[
            0
        ] == 401  # a page that had its name pointed here
        assert (await site.post(site.activity(serviceUrl="https://evil.example/"), ""))[0] == 403
        assert len(site.heard) == 2
        assert await site.line.send(site.reference(), {"text": "Hallo"})
        assert site.microsoft.authorizations == [""]
        assert site.microsoft.tokens == []
        with pytest.raises(RefusedByTeams):
            await site.line.send({**site.reference(), "serviceUrl": "https://smba.trafficmanager.net/emea/"}, {})
        with pytest.raises(WrongUse, match="MicrosoftAppId is missing"):
            await site.line.examined()

    play(scenario, secrets=LOCAL, tenants=())


# --- What goes out ------------------------------------------------------------------------------------------------------

ADAPTIVE = {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard", "body": []}}
MENTION = {"type": "mention", "text": "<at>Alice</at>", "mentioned": {"id": "29:alice", "name": "Alice"}}


def heard_first(scenario: Scenario, **how: Any) -> None:
    """A scenario on a line that Teams has spoken to, so that it knows where the connector is."""

    async def after(site: Site) -> None:
        assert (await site.post())[0] == 200
        await scenario(site)

    play(after, **how)


def test_what_is_said_arrives_whole_in_the_conversation_of_a_stored_reference() -> None:
    async def scenario(site: Site) -> None:
        thread = {"id": f"{ROOM};messageid=17", "conversationType": "channel", "tenantId": TENANT, "name": "Webcare"}
        reference = json.loads(json.dumps(TeamsLine.reference_of(site.activity(conversation=thread))))
        said = {
            "text": "<at>Alice</at> kijk",
            "entities": [MENTION],
            "attachments": [ADAPTIVE],
            "channelData": {"x": 1},
        }
        assert await site.line.send(reference, said) == "1700000000001"
        ((method, path, body),) = site.microsoft.calls
        assert (method, path) == (
            "POST", f"/emea/{TENANT}/v3/conversations/19%3Awebcare%40thread.tacv2%3Bmessageid%3D17/activities",
        )  # fmt: skip
        assert {name: body[name] for name in said} == said
        assert (body["type"], body["from"], body["recipient"]) == ("message", {"id": "28:bot"}, {"id": "29:alice"})
        assert body["conversation"]["id"] == thread["id"]
        assert "Webcare" not in json.dumps(reference)
        assert site.microsoft.authorizations == ["Bearer token-1"]
        assert site.microsoft.tokens == [
            {"tenant": TENANT, "grant_type": "client_credentials", "client_id": APP, "client_secret": PASSWORD,
             "scope": "https://api.botframework.com/.default"},
        ]  # fmt: skip

    heard_first(scenario)


def test_replying_changing_and_taking_back() -> None:
    async def scenario(site: Site) -> None:
        reference = site.reference()
        await site.line.send(reference, {"text": "Hallo", "replyToId": "a/b"})
        await site.line.update(reference, "17", {"text": "Dag"})
        await site.line.delete(reference, "17")
        await site.line.send(TeamsLine.elsewhere(reference, "19:digest@thread.tacv2"), {"text": "De week"})
        quoted = f"/emea/{TENANT}/v3/conversations/19%3Awebcare%40thread.tacv2/activities"
        assert [(method, path) for method, path, _ in site.microsoft.calls] == [
            ("POST", f"{quoted}/a%2Fb"), ("PUT", f"{quoted}/17"), ("DELETE", f"{quoted}/17"),
            ("POST", quoted.replace("webcare", "digest")),
        ]  # fmt: skip
        (_, changed, taken, elsewhere) = (body for *_, body in site.microsoft.calls)
        assert (changed["id"], changed["text"]) == ("17", "Dag")
        assert taken is None
        assert elsewhere["conversation"] == {"id": "19:digest@thread.tacv2", "tenantId": TENANT}
        assert "recipient" not in elsewhere

    heard_first(scenario)


def test_members_are_told_as_teams_tells_them() -> None:
    async def scenario(site: Site) -> None:
        guest = {"id": "29:bob", "name": "Bob", "aadObjectId": "b", "tenantId": TENANT, "userRole": "guest"}
        alice = {"id": "29:alice", "name": "Alice", "aadObjectId": "a", "tenantId": TENANT, "userRole": "user"}
        site.microsoft.answers = [
            (200, {}, {"members": [alice], "continuationToken": "a&b"}), (200, {}, {"members": [guest]}), (200, {}, guest),
        ]  # fmt: skip
        thread = TeamsLine.elsewhere(site.reference(), f"{ROOM};messageid=17")
        assert await site.line.members(thread) == [alice, guest]
        assert await site.line.member(thread, "29:bob") == guest
        base = f"/emea/{TENANT}/v3/conversations/19%3Awebcare%40thread.tacv2"
        assert [path for _, path, _ in site.microsoft.calls] == [
            f"{base}/pagedmembers?pageSize=500", f"{base}/pagedmembers?pageSize=500&continuationToken=a%26b",
            f"{base}/members/29%3Abob",
        ]  # fmt: skip

    heard_first(scenario)


def test_one_token_serves_many_messages_until_shortly_before_it_expires() -> None:
    async def scenario(site: Site) -> None:
        await asyncio.gather(*(site.line.send(site.reference(), {"text": str(n)}) for n in range(10)))
        assert len(site.microsoft.tokens) == 1
        site.clock.now += 3400
        await site.line.send(site.reference(), {"text": "later"})
        assert len(site.microsoft.tokens) == 2

    heard_first(scenario)


def test_teams_decides_how_long_it_is_left_alone() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.answers = [(429, {"Retry-After": "7"}, {}), (429, {"Retry-After": "2"}, {})]
        assert await site.line.send(site.reference(), {"text": "Hallo"})
        assert site.clock.waited == [7, 2]
        assert len(site.microsoft.calls) == 3

    heard_first(scenario)


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
def test_an_ill_connector_is_tried_again_three_times(status: int) -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.answers = [(status, {}, {})] * 3
        assert await site.line.send(site.reference(), {"text": "Hallo"})
        assert site.clock.waited == [1, 2, 4]
        site.microsoft.answers = [(status, {}, {})] * 4
        with pytest.raises(LineDown) as down:
            await site.line.send(site.reference(), {"text": "Hallo"})
        assert (down.value.status, down.value.again) == (status, True)
        assert len(site.microsoft.calls) == 8

    heard_first(scenario)


def test_a_wait_that_is_too_long_is_for_later() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.answers = [(429, {"Retry-After": "600"}, {})]
        with pytest.raises(LineDown, match="429"):
            await site.line.send(site.reference(), {"text": "Hallo"})
        assert site.clock.waited == []

    heard_first(scenario)


def test_a_token_that_was_taken_back_is_fetched_anew() -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.answers = [(401, {}, {})]
        assert await site.line.send(site.reference(), {"text": "Hallo"})
        assert site.microsoft.authorizations == ["Bearer token-1", "Bearer token-2"]

    heard_first(scenario)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [(403, {"error": {"code": "BotNotInConversationRoster", "message": "secret words"}}, "BotNotInConversationRoster"),
     (404, {"error": {"code": "ConversationNotFound"}}, "ConversationNotFound"), (400, {"error": {"code": "secret words"}}, "?"),
     (413, {"error": "x"}, "?"), (403, [], "?"), (307, {}, "?"),
     (501, {"error": {"code": "DeleteActivityAPINotImplemented"}}, "DeleteActivityAPINotImplemented")],
)  # fmt: skip
def test_what_teams_refuses_is_refused_for_good_with_its_code(status: int, body: Any, code: str) -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.answers = [(status, {"Location": f"{site.microsoft.base}/emea/elsewhere"}, body)]
        with pytest.raises(RefusedByTeams) as refused:
            await site.line.send(site.reference(), {"text": "Hallo"})
        assert (refused.value.status, refused.value.code, refused.value.again) == (status, code, False)
        assert "secret" not in refused.value.words.en
        assert (len(site.microsoft.calls), site.clock.waited) == (1, [])

    heard_first(scenario)


def test_a_connector_that_is_not_there_is_told_at_once() -> None:
    async def scenario(site: Site) -> None:
        gone = "http://127.0.0.1:9/emea/"
        assert (await site.post(site.activity(serviceUrl=gone), f"Bearer {site.token(serviceurl=gone)}"))[0] == 200
        with pytest.raises(LineDown) as down:
            await site.line.send({**site.reference(), "serviceUrl": gone}, {"text": "Hallo"})
        assert (down.value.status, down.value.again) == (None, True)

    heard_first(scenario)


@pytest.mark.parametrize(
    "service",
    ["https://evil.example/", "http://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net.evil.example/",
     "https://smba.trafficmanager.net@evil.example/", "https://a@smba.trafficmanager.net/", "https://smba.trafficmanager.net:444/",
     "file:///etc/passwd", "", "https://smba.traffic\nmanager.net/", "//smba.trafficmanager.net/", "https://[::1", "http://127.0.0.1:9/"],
)  # fmt: skip
def test_nothing_and_no_token_goes_to_a_service_url_that_was_not_proven(service: str) -> None:
    async def scenario(site: Site) -> None:
        with pytest.raises(RefusedByTeams, match="unknownServiceUrl"):
            await site.line.send({**site.reference(), "serviceUrl": service}, {"text": "Hallo"})
        assert site.microsoft.tokens == []

    heard_first(scenario)


def test_after_a_start_the_line_knows_teams_own_hosts_and_learns_others_from_a_proven_request() -> None:
    async def scenario(site: Site) -> None:
        line = started_again(site)
        own = {**site.reference(), "serviceUrl": "https://smba.trafficmanager.net/emea/"}
        assert (await line._talk(own))[0] == ROOM
        with pytest.raises(RefusedByTeams):
            await line.send(site.reference(), {"text": "Hallo"})
        await line.close()

    heard_first(scenario)


# --- What doctor tells, and what nobody tells ---------------------------------------------------------------------------


def test_doctor_asks_microsoft_for_a_token() -> None:
    async def scenario(site: Site) -> None:
        assert await site.line.examined() == APP

    play(scenario)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            (401, {"error": "invalid_client", "error_codes": [7000215]}),
            "put the client secret's value there, not its id",
        ),
        ((401, {"error": "invalid_client", "error_codes": [7000222]}), "MicrosoftAppPassword has expired"),
        ((400, {"error": "unauthorized_client", "error_codes": [700016]}), "MicrosoftAppId is unknown there"),
        ((400, {"error": "invalid_request", "error_codes": [90002]}), "MicrosoftAppTenantId is unknown"),
        ((400, {"error_codes": ["x"]}), "Microsoft gives no token: error 400."),
        ((200, {"access_token": 3}), "Microsoft gives no token: error 200."),
    ],
)
def test_a_token_that_is_not_given_is_told_with_what_to_do(answer: tuple[int, Json], sentence: str) -> None:
    async def scenario(site: Site) -> None:
        site.microsoft.token_answer = answer
        for work in (site.line.examined(), site.line.send(site.reference(), {"text": "Hallo"})):
            with pytest.raises(PartMissing) as missing:
                await work
            assert sentence in missing.value.words.en
            assert missing.value.words.nl != missing.value.words.en
            assert isinstance(missing.value, LineDown)  # the password can be mended: what waits is not given up
        assert site.microsoft.calls == []

    heard_first(scenario)


def test_nothing_of_what_people_say_and_no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(site: Site) -> None:
        token = site.token()
        with caplog.at_level(logging.DEBUG):
            assert (await site.post(header=f"Bearer {token}"))[0] == 200
            site.microsoft.answers = [(500, {}, {}), (403, {}, {"error": {"code": "x", "message": "pakket"}})]
            with pytest.raises(RefusedByTeams):
                await site.line.send(site.reference(), {"text": "Je pakket is gevonden"})
        for secret in ("pakket", "Alice", PASSWORD, token, "token-1"):
            assert secret not in caplog.text

    play(scenario)
    assert PASSWORD not in repr(SECRETS)


# --- Secrets ------------------------------------------------------------------------------------------------------------

GOOD = {"MicrosoftAppId": APP.upper(), "MicrosoftAppPassword": PASSWORD, "MicrosoftAppTenantId": TENANT}


@pytest.mark.parametrize(
    ("given", "local", "host", "sentence"),
    [
        ({}, False, "127.0.0.1", "MicrosoftAppId is missing."),
        ({"MicrosoftAppPassword": "x"}, False, "127.0.0.1", "MicrosoftAppId is missing."),
        ({"MicrosoftAppId": "  "}, False, "127.0.0.1", "MicrosoftAppId is missing."),
        ({"MicrosoftAppId": "meelezer"}, False, "", "MicrosoftAppId is no id such as"),
        ({"MicrosoftAppId": APP}, False, "", "MicrosoftAppPassword is missing."),
        ({**GOOD, "MicrosoftAppType": "UserAssignedMSI"}, False, "", "choose SingleTenant or MultiTenant"),
        (
            {**GOOD, "MicrosoftAppType": "SingleTenant", "MicrosoftAppTenantId": ""},
            False,
            "",
            "MicrosoftAppTenantId is missing;",
        ),
        ({**GOOD, "MicrosoftAppTenantId": "acme.onmicrosoft.com"}, False, "", "MicrosoftAppTenantId is no id such as"),
        ({}, True, "0.0.0.0", "choose --host 127.0.0.1, not 0.0.0.0"),
        ({}, True, "meelezer.example", "choose --host 127.0.0.1"),
        ({}, True, "127.0.0.1.example", "choose --host 127.0.0.1"),
        ({}, True, "", "choose --host 127.0.0.1"),
        (GOOD, True, "127.0.0.1", "--local is for trying out without Azure"),
        ({"MicrosoftAppPassword": "x"}, True, "127.0.0.1", "--local is for trying out without Azure"),
    ],
)
def test_a_secret_that_lacks_is_named_with_what_to_do(
    given: dict[str, str], local: bool, host: str, sentence: str
) -> None:
    with pytest.raises(WrongUse) as wrong:
        Secrets.of(given, local, host)
    assert sentence in wrong.value.words.en
    assert wrong.value.words.nl != wrong.value.words.en
    assert PASSWORD not in str(wrong.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_trying_out_needs_nothing_but_this_machine(host: str) -> None:
    assert Secrets.of({}, True, host) == LOCAL


def test_the_kind_of_bot_tells_which_tenant_gives_the_token() -> None:
    single = Secrets.of({**GOOD, "MicrosoftAppType": "singletenant"}, False, "0.0.0.0")
    assert (single.app_id, single.kind, single.token_tenant) == (APP, "SingleTenant", TENANT)
    assert Secrets.of({**GOOD}, False, "0.0.0.0").token_tenant == "botframework.com"


NAMES = (
    "MicrosoftAppId",
    "MicrosoftAppPassword",
    "MicrosoftAppType",
    "MicrosoftAppTenantId",
    "LOCAL",
    "NOAUTH",
    "OPENID_URL",
)


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.sampled_from(["", " ", "1", "true", "local", APP, PASSWORD, "SingleTenant"])
    )
)
def test_no_environment_switches_the_checking_off(environment: dict[str, str]) -> None:
    with contextlib.suppress(WrongUse):
        assert Secrets.of(environment, False, "127.0.0.1").app_id


async def _nobody(_: Mapping[str, Any]) -> None:
    """Hears nothing."""
