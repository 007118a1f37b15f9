"""The team's settings: a brand profile in TOML, and secrets from the environment.

Everything has a default that works. What is wrong is told all at once, at start, each as a sentence with the key and
what to write instead. Secrets are never part of the profile and never printed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot import setting_checks as check
from bot.errors import BadFile
from bot.labels import ACTIONS, PLATFORMS, SEVERITIES, SIGNALS, TYPES
from bot.office import DAYS, Office, Span, countries, span_from
from bot.people import joined, may_be_one, people_check
from bot.reading import Thresholds
from bot.review import LEVELS
from bot.substitutes import Substitute, check_substitutes, standing_in, substitutes_from

# First replies: rules 'Public or private', 10 (reageren-2017, diplomatiek, vanbregt-2015). Minutes.
DEADLINES = {"x": 60, "facebook": 120, "instagram": 120, "linkedin": 120, "google_review": 240, "trustpilot": 240,
             "other": 120}  # fmt: skip


# Solutions: no source gives a figure; that a fast end counts apart from a fast start is istanbulluoglu-2017. Working days.
SOLUTION_DAYS = {"low": 10, "medium": 5, "high": 3, "critical": 2}

SECTORS: dict[str, tuple[str, ...]] = {
    "health": ("service", "safety", "returns", "billing"),
    "finance": ("billing", "returns", "technical"),
}
"""Where a complaint of these types nearly always leads to somebody's health or money: rule 18, 'extra care'."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    """A rule of the team itself that wins from Meelezer's: when all that it names fits, its action counts."""

    id: str
    action: str
    text: str
    types: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    approval: bool = False


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Where Meelezer speaks in a chat service, and with whom. Everything by the ids that the service itself uses.

    `workspaces`: what Slack calls so; in Teams, the tenants. `people`: the team's names of members, by their id (in Teams,
    Entra's object id); a name in `approvers` belongs to nobody else. No `workspaces` or `channels`: all to which it was
    invited. Without a channel for approvals or the digest these stay in a case's thread, or are left out.
    """

    workspaces: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    approvals: str = ""
    digest: str = ""
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model that words a draft, behind any address that speaks OpenAI's protocol; none of it by default.

    It gets `timeout_seconds` for each card, after which the built draft is shown. No `temperature`: the model's own.
    """

    address: str = ""
    model: str = ""
    timeout_seconds: float = 8
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """How many days after a case is over its texts are removed; None: never by itself."""

    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The brand profile. Times are whole minutes or days as their names say; `language` is the colleagues'.

    `emoji`, `humour`: allowed in replies, or not; where the team has not said, nothing is minded and drafts have none.
    `signatures`: how drafts end, with <signer> and <brand>. `contact`: where a customer finds the team in private, by
    platform, as it fits after "via". Both are in the colleagues' language and count for drafts in that language.
    `on_call`: whom to ring about a critical post outside office hours, and how. `approval_hours`: after so many working
    hours an approval has to be given again; None for never. `substitutes`: who approves while somebody is away.
    """

    brand: str = ""
    handles: tuple[str, ...] = ()
    language: str = "nl"
    timezone: str = "Europe/Amsterdam"
    voice: str = "informal"
    sector: str = ""
    signer: str | None = None
    approvers: tuple[str, ...] = ()
    two_people: bool = False
    approval_hours: int | None = None
    substitutes: tuple[Substitute, ...] = ()
    never_say: tuple[str, ...] = ()
    emoji: bool | None = None
    humour: bool | None = None
    signatures: tuple[str, ...] = ()
    mask_personal_data: bool = True
    public_rounds_limit: int = 2
    pile_on_from: int = 3
    solved_check_days: int = 3
    deadlines: Mapping[str, int] = field(default_factory=lambda: dict(DEADLINES))
    solution_days: Mapping[str, int] = field(default_factory=lambda: dict(SOLUTION_DAYS))
    office_hours: Mapping[str, Span] = field(default_factory=dict)
    country: str = ""
    on_call: str = ""
    lengths: Mapping[str, int] = field(default_factory=lambda: {"x": 280})
    contact: Mapping[str, str] = field(default_factory=dict)
    review_levels: Mapping[str, str] = field(default_factory=dict)
    house_rules: tuple[HouseRule, ...] = ()
    slack: ChatSettings = field(default_factory=ChatSettings)
    teams: ChatSettings = field(default_factory=ChatSettings)
    thresholds: Thresholds = field(default_factory=Thresholds)
    llm: ModelSettings | None = None
    privacy: PrivacySettings = field(default_factory=PrivacySettings)

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.timezone)

    def deadline(self, platform: str) -> timedelta:
        """How long after a post the first reply is due on `platform`, in the team's working time."""
        return timedelta(minutes=self.deadlines.get(platform, DEADLINES["other"]))

    def due(self, start: datetime, platform: str, part: float = 1.0) -> datetime:
        """When so large a part of the deadline on `platform` has gone by since `start`, in UTC: office hours only."""
        return self.office.after(start, part * self.deadline(platform))

    def solve_by(self, start: datetime, severity: str) -> datetime:
        """When a complaint of that severity should be solved, in UTC: so many working days after `start`."""
        return self.office.days_after(start, self.solution_days[severity])

    @property
    def office(self) -> Office:
        """When the team is at work."""
        return Office(self.office_hours, self.country, self.zone)

    def moment(self, at: datetime) -> str:
        """Day and time on the team's clock, as colleagues write them: "18-11 12:00"."""
        return f"{at.astimezone(self.zone):%d-%m %H:%M}"

    def may_be_one(self, name: str, other: str) -> bool:
        """Whether two names may be one colleague's: in the services that the profile has a table for people can have two."""
        return may_be_one(name, other, [one.people for one in (self.slack, self.teams) if one != ChatSettings()])

    @property
    def approving(self) -> tuple[str, ...]:
        """Everybody who may approve at some time: the approvers, and who stands in for one of them."""
        return (*self.approvers, *(one.by for one in self.substitutes))

    def may_approve(self, name: str | None, at: datetime) -> bool:
        """Whether `name` may approve at a time; where no approvers are set everybody in the team may."""
        known = (name or "").strip().casefold()
        own = {one.strip().casefold() for one in self.approvers}
        return not own or known in own | standing_in(self.substitutes, at.astimezone(self.zone).date())

    def approval_ends(self, approved_at: datetime) -> datetime | None:
        """When an approval has to be looked at again, in UTC: so many working hours later; None for never."""
        return (
            None
            if self.approval_hours is None
            else self.office.after(approved_at, timedelta(hours=self.approval_hours))
        )


def _office_hours(value: Any, key: str, problems: check.Problems) -> dict[str, Span]:
    table = check.table(DAYS, _hours, {})(value, key, problems)
    spans = {name: span_from(hours) for name, hours in table.items() if isinstance(hours, str)}
    return {name: span for name, span in spans.items() if span}


def _hours(value: Any, key: str, problems: check.Problems) -> Any:
    if not isinstance(value, str) or span_from(value) is None:
        problems.add(key, 'schrijf van en tot, zoals "09:00-17:30"', 'write from and until, such as "09:00-17:30"')
    return value


def _country(value: Any, key: str, problems: check.Problems) -> Any:
    if not isinstance(value, str) or value not in countries():
        problems.add(key, "schrijf een landcode zoals NL of BE", "write a country code such as NL or BE")
    return value


def _signatures(value: Any, key: str, problems: check.Problems) -> tuple[str, ...]:
    texts = check.texts(value, key, problems)
    wrong = (set(re.findall(r"<(\w+)>", one)) - {"signer", "brand"} or set(one) & set("{}|") for one in texts)
    if any(wrong) or any("<signer>" not in one for one in texts):
        problems.add(key, "zet <signer> in elke ondertekening, verder hoogstens <brand>, en geen accolades of |",
                     "put <signer> into every signature, besides it at most <brand>, and no braces or |")  # fmt: skip
    return texts


def _house_rules(value: Any, key: str, problems: check.Problems) -> tuple[HouseRule, ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        problems.add(key, "schrijf elke regel als [[house_rules]]", "write each rule as [[house_rules]]")
        return ()
    lists = {"types": TYPES, "severities": SEVERITIES, "signals": SIGNALS, "platforms": PLATFORMS}
    rules = []
    for number, one in enumerate(value, 1):
        where = f"{key}[{number}]"
        for name in ("id", "text"):
            check.text(one.get(name), f"{where}.{name}", problems)
        check.choice(*ACTIONS)(one.get("action"), f"{where}.action", problems)
        known = {f.name for f in fields(HouseRule)}
        for name in sorted(set(one) - known):
            check.unknown(f"{where}.{name}", name, known, problems)
        conditions = {
            name: check.texts(one[name], f"{where}.{name}", problems, ok) for name, ok in lists.items() if name in one
        }
        approval = check.flag(one.get("approval", False), f"{where}.approval", problems)
        rules.append(
            HouseRule(
                str(one.get("id")),
                str(one.get("action")),
                str(one.get("text")),
                approval=approval,
                **conditions,
            )
        )
    return tuple(rules)


@dataclass(frozen=True, slots=True)
class _ChatWords:
    """How a chat service calls what ChatSettings holds, and what its ids look like."""

    workspaces: str
    workspace: check.Check
    channel: check.Check
    member: check.Check

    @property
    def names(self) -> tuple[str, ...]:
        return (self.workspaces, "channels", "approvals", "digest", "people")


_SLACK = _ChatWords(
    "workspaces",
    workspace=check.like(r"T[A-Z0-9]{2,20}", "T01ABCDEF"),
    channel=check.like(r"[CG][A-Z0-9]{2,20}", "C01ABCDEF"),
    member=check.like(r"[UW][A-Z0-9]{2,20}", "U01ABCDEF"),
)
_ENTRA_ID = check.like(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "6b7e1a52-0c1d-4f7e-9a35-2f6f0a1c9d10")
_TEAMS = _ChatWords(
    "tenants",
    workspace=_ENTRA_ID,
    channel=check.like(r"(19|a):[^\s;%]{3,250}", "19:0123abcd@thread.tacv2"),  # as a link shows it there would be %
    member=_ENTRA_ID,
)


def _chat(words: _ChatWords) -> check.Check:
    """A table with the ids of a chat service."""

    def check_chat(value: Any, key: str, problems: check.Problems) -> ChatSettings:
        if not isinstance(value, dict):
            problems.add(key, f"schrijf dit als een tabel, [{key}]", f"write this as a table, [{key}]")
            return ChatSettings()
        for name in sorted(set(value) - set(words.names)):
            check.unknown(f"{key}.{name}", name, words.names, problems)
        workspaces = _ids(value.get(words.workspaces, []), f"{key}.{words.workspaces}", problems, words.workspace)
        channels = _ids(value.get("channels", []), f"{key}.channels", problems, words.channel)
        for name in {"approvals", "digest"} & set(value):
            words.channel(value[name], f"{key}.{name}", problems)
        people = _people(value.get("people", {}), f"{key}.people", problems, words.member)
        return ChatSettings(workspaces, channels, value.get("approvals", ""), value.get("digest", ""), people)

    return check_chat


def _ids(value: Any, key: str, problems: check.Problems, good: check.Check) -> tuple[str, ...]:
    ids = check.texts(value, key, problems)
    for one in ids:
        good(one, key, problems)
    return ids


def _people(value: Any, key: str, problems: check.Problems, good: check.Check) -> Mapping[str, str]:
    if not isinstance(value, dict):
        problems.add(key, f"schrijf dit als een tabel, [{key}]", f"write this as a table, [{key}]")
        return {}
    for id_, name in value.items():
        good(id_, key, problems)
        check.text(name, f"{key}.{id_}", problems)
    return value


def _llm(value: Any, key: str, problems: check.Problems) -> ModelSettings | None:
    if not isinstance(value, dict):
        problems.add(key, "schrijf dit als een tabel, [llm]", "write this as a table, [llm]")
        return None
    for name, one in {"address": None, "model": None, **value}.items():
        if name in _MODEL_CHECKS:
            _MODEL_CHECKS[name](one, f"{key}.{name}", problems)
        elif re.search("key|token|secret|password|sleutel|wachtwoord", name, re.IGNORECASE):
            problems.add(f"{key}.{name}", *_NO_SECRETS)
        else:
            check.unknown(f"{key}.{name}", name, _MODEL_CHECKS, problems)
    return ModelSettings(**{name: one for name, one in value.items() if name in _MODEL_CHECKS})


def _address(value: Any, key: str, problems: check.Problems) -> None:
    try:
        parts = urlsplit(value if isinstance(value, str) and not re.search(r"\s", value) else "")
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        parts, good = urlsplit(""), None
    if parts.username is not None:
        problems.add(key, *_NO_SECRETS)
    elif not good or parts.query or parts.fragment:
        problems.add(
            key,
            'schrijf een adres zoals "http://127.0.0.1:8000/v1"',
            'write an address such as "http://127.0.0.1:8000/v1"',
        )


_NO_SECRETS = ("een sleutel hoort niet in het profiel; zet hem in de omgeving, als MEELEZER_LLM_KEY",
               "a key does not belong in the profile; put it into the environment, as MEELEZER_LLM_KEY")  # fmt: skip
_MODEL_CHECKS: dict[str, check.Check] = {
    "address": _address,
    "model": check.text,
    "timeout_seconds": check.number(1, 60),
    "temperature": check.number(0.0, 2.0),
}


def _thresholds(value: Any, key: str, problems: check.Problems) -> Thresholds:
    names = {f.name for f in fields(Thresholds)}
    table = check.table(names, check.number(0.0, 1.0), {})(value, key, problems)
    good = {name: float(v) for name, v in table.items() if name in names and isinstance(v, int | float)}
    return Thresholds(**good)


def _privacy(value: Any, key: str, problems: check.Problems) -> PrivacySettings:
    table = check.table(("keep_days",), check.number(1, 36_500), {})(value, key, problems)
    return PrivacySettings(table.get("keep_days"))


_CHECKS: dict[str, check.Check] = {
    "brand": check.text,
    "handles": check.texts,
    "language": check.choice("nl", "en"),
    "timezone": check.zone,
    "voice": check.choice("informal", "formal"),
    "sector": check.choice(*SECTORS),
    "signer": check.text,
    "approvers": check.texts,
    "two_people": check.flag,
    "never_say": check.texts,
    "emoji": check.flag,
    "humour": check.flag,
    "signatures": _signatures,
    "approval_hours": check.number(1, 1000),
    "substitutes": substitutes_from,
    "mask_personal_data": check.flag,
    "public_rounds_limit": check.number(1, 20),
    "pile_on_from": check.number(1, 1000),
    "solved_check_days": check.number(1, 60),
    "deadlines": check.table(PLATFORMS, check.number(5, 10_080), DEADLINES),
    "solution_days": check.table(SEVERITIES, check.number(1, 90), SOLUTION_DAYS),
    "office_hours": _office_hours,
    "country": _country,
    "on_call": check.text,
    "lengths": check.table(PLATFORMS, check.number(50, 10_000), {"x": 280}),
    "contact": check.table(PLATFORMS, check.text, {}),
    "review_levels": check.table(LEVELS, check.choice("block", "warn", "off"), {}),
    "house_rules": _house_rules,
    "people": people_check({"slack": _SLACK.member, "teams": _TEAMS.member}),
    "slack": _chat(_SLACK),
    "teams": _chat(_TEAMS),
    "thresholds": _thresholds,
    "llm": _llm,
    "privacy": _privacy,
}


def settings_from(table: Mapping[str, Any], where: str = "meelezer.toml") -> Settings:
    """Make Settings of a parsed profile; raises BadFile with every problem, each on a line of its own."""
    problems = check.Problems()
    values = {}
    for key, value in table.items():
        if key not in _CHECKS:
            check.unknown(key, key, _CHECKS, problems)
        else:
            values[key] = _CHECKS[key](value, key, problems)
    for service, named in values.pop("people", {}).items():
        chat = values.get(service, ChatSettings())
        values[service] = replace(chat, people=joined(chat.people, named, service, problems)) if named else chat
    check_substitutes(values.get("substitutes", ()), values.get("approvers", ()), problems)
    if problems.found:
        raise BadFile(
            f"In {where} klopt dit niet:\n" + "\n".join(f"  - {nl}" for nl, _ in problems.found),
            f"In {where} this is wrong:\n" + "\n".join(f"  - {en}" for _, en in problems.found),
        )
    return Settings(**values)


def load_settings(path: Path | None) -> Settings:
    """Read the profile at `path` (defaults where there is none). Raises BadFile with what to mend."""
    if path is None or not path.exists():
        return Settings()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors put a mark first
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(
            f"{path} is geen geldige TOML ({error}); verbeter die regel.",
            f"{path} is not valid TOML ({error}); mend that line.",
        ) from None
    except OSError as error:
        raise BadFile(
            f"{path} kan niet worden gelezen ({error.strerror}); geef jezelf leesrechten.",
            f"{path} cannot be read ({error.strerror}); give yourself permission to read it.",
        ) from None
    return settings_from(table, str(path))
