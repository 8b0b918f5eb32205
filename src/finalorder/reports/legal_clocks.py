"""Claims of deadlines beside the law: which clock a clause means, and how many days it has."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from finalorder.registry import read_law
from finalorder.reports.judging import CONTRADICTED, DEPENDS_ON_METHOD, SUPPORTED
from finalorder.reports.mentions import Mention
from finalorder.reports.routes import say

RESCISSION, REOPENING, RECONSIDERATION, APPEAL = "rescission", "reopening", "reconsideration", "appeal"
_RESCIND = (
    "rescind",
    "rescinded",
    "rescission",
    "exceptional",
    "anule",
    "anular",
    "anulación",
    "rescindir",
    "excepcionales",
    "revoque",
    "revocar",
)
_ABSENT = ("absentia", "absence", "ausencia", "missed")
_REOPEN = ("reopen", "reopening", "reopened", "reabrir", "reapertura")
_RECONSIDER = ("reconsider", "reconsideration", "reconsideración", "reconsiderar")
_APPEAL = ("appeal", "appeals", "apelar", "apelación", "apelaciones", "apele")
_OTHER_REASON = ("other", "otro", "otra", "conditions", "condiciones")
#: words of a rule, and words of a spell that is none: what somebody has left, or how long something took
_RULE_WORDS = frozenset(
    {
        "within",
        "must",
        "deadline",
        "have",
        "has",
        "file",
        "filed",
        "plazo",
        "dentro",
        "debe",
        "tiene",
        "tienen",
        "presenta",
    }
)
_OTHER_SPELLS = frozenset(
    {
        "left",
        "remaining",
        "takes",
        "took",
        "take",
        "average",
        "median",
        "wait",
        "waited",
        "more",
        "another",
        "quedan",
        "tarda",
    }
)
_IN_DAYS = {"days": 1, "weeks": 7}


@dataclass(frozen=True, slots=True)
class LegalAnswer:
    """The verdict on a deadline, the clock's name, and what the law says."""

    verdict: str
    clock: str
    text: str


def answer_deadline(mention: Mention, day: date, lang: str) -> LegalAnswer:
    """Set a deadline beside the law in force on a day; a clock that is not clear is not judged."""
    clocks = _list_clocks(mention)
    told = " ".join(_describe_clock(clock, day, lang) for clock in clocks)
    days = _get_days(mention)
    if len(clocks) != 1:
        return LegalAnswer(DEPENDS_ON_METHOD, ", ".join(clocks), f"{told} {say('law_unclear', lang)}".strip())
    is_rule = mention.words & _RULE_WORDS and not mention.words & _OTHER_SPELLS
    if days is None or mention.bound not in {"exactly", "up_to"} or not is_rule:
        return LegalAnswer(DEPENDS_ON_METHOD, clocks[0], told)
    verdict = SUPPORTED if days == _find_days(clocks[0], day) else CONTRADICTED
    return LegalAnswer(verdict, clocks[0], told)


def _list_clocks(mention: Mention) -> list[str]:
    """List the clocks that the words of a clause name; to reopen an order made in absentia is to rescind it."""
    words = mention.words
    named = []
    is_rescission = words & set(_RESCIND) or (words & set(_REOPEN) and words & set(_ABSENT))
    if is_rescission and not words & set(_OTHER_REASON):
        named.append(RESCISSION)
    elif words & set(_REOPEN):
        named.append(REOPENING)
    if words & set(_RECONSIDER):
        named.append(RECONSIDERATION)
    if words & set(_APPEAL):
        named.append(APPEAL)
    return named


def _get_days(mention: Mention) -> float | None:
    if mention.low != mention.high or mention.low is None or mention.unit not in _IN_DAYS:
        return None
    return mention.low * _IN_DAYS[mention.unit]


def _find_days(clock: str, day: date) -> int:
    return int(_find_rule(clock, day)["days"])


def _find_rule(clock: str, day: date) -> dict[str, Any]:
    if clock == APPEAL:
        started = [dict(rule) for rule in read_law()["appeal_period"] if rule["valid_from"] <= day]
        return max(started, key=lambda rule: rule["valid_from"])
    return next(dict(rule) for rule in read_law()["clock"] if rule["name"] == clock)


def _describe_clock(clock: str, day: date, lang: str) -> str:
    rule, what = _find_rule(clock, day), say(f"law.{clock}", lang)
    never = str(rule.get("never_closes", "")) if lang == "en" else ""
    return say("law_rule", lang, what=what, days=rule["days"], citation=rule["citation"], never=never).strip()
