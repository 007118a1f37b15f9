"""The figures of `meelezer evaluate`, by scikit-learn, per language and per class.

Accuracy, macro-F1, confusion, calibration and coverage; for severities kappa and what the critical alarm finds; for
signals F1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from bot.case import Post
from bot.labels import SEVERITIES, SIGNALS, TOPICS, TYPES
from bot.reading import Thresholds, signals_in

Labelled = tuple[Mapping[str, Any], Mapping[str, Any], Collection[str]]
"""The fields of a line, the NLU's reply to its text, and the names of the signals found in it."""

Pair = tuple[str, str, float]
"""The label, the reading, and how sure the NLU was of it."""

_BINS = 10
_SUREST = 0.8


def labelled(
    lines: Sequence[Mapping[str, Any]], replies: Sequence[Mapping[str, Any]], handles: Iterable[str] = ()
) -> list[Labelled]:
    """Put each line's fields (`text` or `question`) beside its reply and the signals that rules and NLU find in it."""
    texts = [str(fields.get("text") or fields["question"]) for fields in lines]
    return [
        (fields, reply, [signal.name for signal in signals_in(reply, Post(text), handles)])
        for fields, reply, text in zip(lines, replies, texts, strict=True)
    ]


def report(lines: Sequence[Labelled]) -> dict[str, Any]:
    """Compare labels with readings. Lines may carry `type`, `severity`, `signals` (posts) or `topic` (questions)."""
    languages = sorted({str(fields.get("lang") or "?") for fields, _, _ in lines})
    parts = {lang: [line for line in lines if str(line[0].get("lang") or "?") == lang] for lang in languages}
    return {
        "n": len(lines),
        "languages": {**{lang: _part(part) for lang, part in parts.items()}, "all": _part(lines)},
    }


def _part(lines: Sequence[Labelled]) -> dict[str, Any]:
    part: dict[str, Any] = {"n": len(lines)}
    for task, reading, names in (("type", "intent", list(TYPES)), ("severity", "severity", list(SEVERITIES)),
                                 ("topic", "topic", list(TOPICS))):  # fmt: skip
        known = [(fields[task], reply[reading]) for fields, reply, _ in lines if fields.get(task) in names]
        if known:
            part[task] = _classes([(true, one["name"] or "", one["confidence"] or 0.0) for true, one in known], names)
        if known and task == "severity":
            part[task] |= _kappas([(true, one["name"] or "low") for true, one in known]) | _alarm(known)
    marked = [(set(fields["signals"]), set(found)) for fields, _, found in lines if "signals" in fields]
    if marked:
        part["signals"] = _signals(marked)
    return part


def _classes(pairs: Sequence[Pair], names: list[str]) -> dict[str, Any]:
    true, read = [t for t, _, _ in pairs], [r for _, r, _ in pairs]
    present = [name for name in names if name in true or name in read]
    scores = precision_recall_fscore_support(true, read, labels=present, zero_division=0.0)
    rows = zip(present, *(column.tolist() for column in scores), strict=True)
    surest = sorted(pairs, key=lambda pair: -pair[2])[: max(1, int(_SUREST * len(pairs)))]
    return {
        "accuracy": float(accuracy_score(true, read)),
        "macro_f1": float(f1_score(true, read, labels=present, average="macro", zero_division=0.0)),
        "accuracy_of_surest_80": sum(t == r for t, r, _ in surest) / len(surest),
        "calibration_error": _calibration_error(pairs),
        "classes": {name: {"precision": p, "recall": r, "f1": f, "n": int(n)} for name, p, r, f, n in rows},
        "confusion": {"labels": present, "rows": confusion_matrix(true, read, labels=present).tolist()},
    }


def _calibration_error(pairs: Sequence[Pair]) -> float:
    """Mean distance between sureness and accuracy over ten equal bins of sureness, weighted by their size."""
    bins: dict[int, list[Pair]] = {}
    for pair in pairs:
        bins.setdefault(min(int(pair[2] * _BINS), _BINS - 1), []).append(pair)
    return sum(abs(sum(p - (t == r) for t, r, p in own)) for own in bins.values()) / len(pairs)


def _alarm(pairs: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, float]:
    """How many of the critical posts the alarm finds, and how many of its alarms are right."""
    least = Thresholds().alarm_from
    raised = [
        sum(one["confidence"] for one in reading["ranking"] if one["name"] == "critical") >= least
        for _, reading in pairs
    ]
    critical = [true == "critical" for true, _ in pairs]
    hits = sum(a and c for a, c in zip(raised, critical, strict=True))
    return {"alarm_recall": hits / max(1, sum(critical)), "alarm_precision": hits / max(1, sum(raised))}


def _signals(marked: Sequence[tuple[set[str], set[str]]]) -> dict[str, Any]:
    """F1 over all signals together, and each signal's own figures."""
    rows: dict[str, dict[str, float]] = {}
    total = [0, 0, 0]
    for name in SIGNALS:
        there, found = sum(name in t for t, _ in marked), sum(name in f for _, f in marked)
        hits = sum(name in t and name in f for t, f in marked)
        total = [a + b for a, b in zip(total, (hits, there, found), strict=True)]
        if there or found:
            rows[name] = {"precision": hits / max(1, found), "recall": hits / max(1, there),
                          "f1": 2 * hits / (there + found), "n": there}  # fmt: skip
    return {"micro_f1": 2 * total[0] / max(1, total[1] + total[2]), "classes": rows}


def _kappas(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Agreement beyond chance; the quadratic one counts how far apart two severities are."""
    order = list(SEVERITIES)
    true, read = [order.index(t) for t, _ in pairs], [order.index(r) for _, r in pairs]
    if len(set(true + read)) == 1:  # one label only: agreement is complete, and kappa not defined
        return {"kappa": 1.0, "kappa_quadratic": 1.0}
    numbers = list(range(len(order)))
    return {
        "kappa": float(cohen_kappa_score(true, read, labels=numbers)),
        "kappa_quadratic": float(cohen_kappa_score(true, read, labels=numbers, weights="quadratic")),
    }
