"""How Slack fails: for a while, or for good."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

LINE_DOWN = (aiohttp.ClientError, TimeoutError, OSError)
"""Slack, or the way to it, is not there now."""

UNREACHABLE = (SlackClientError, *LINE_DOWN)
"""All of that, and what Slack refuses."""

_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def reason(error: SlackApiError) -> str:
    """What Slack calls the reason why it refuses."""
    return str(error.response.get("error"))


def passes(error: SlackApiError) -> bool:
    """Whether trying again later may help."""
    return reason(error) in _PASSING
