"""The figures of `meelezer evaluate`, by scikit-learn: per language macro-F1, per class, severity kappa, confusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from bot.labels import SEVERITIES, TOPICS, TYPES

Labelled = tuple[Mapping[str, Any], Mapping[str, Any]]  # the fields of a line, the NLU's reply to its text


def report(lines: Sequence[Labelled]) -> dict[str, Any]:
    """Compare labels with readings. Lines may carry `type` and `severity` (posts) or `topic` (questions)."""
    languages = sorted({str(fields.get("lang") or "?") for fields, _ in lines})
    parts = {lang: [line for line in lines if str(line[0].get("lang") or "?") == lang] for lang in languages}
    return {
        "n": len(lines),
        "languages": {**{lang: _part(part) for lang, part in parts.items()}, "all": _part(lines)},
    }


def _part(lines: Sequence[Labelled]) -> dict[str, Any]:
    part: dict[str, Any] = {"n": len(lines)}
    types = [(f["type"], r["intent"]["name"]) for f, r in lines if f.get("type") in TYPES]
    if types:
        part["type"] = _classes(types, list(TYPES))
    levels = [(f["severity"], r["severity"]["name"]) for f, r in lines if f.get("severity") in SEVERITIES]
    if levels:
        part["severity"] = {**_classes(levels, list(SEVERITIES)), **_kappas(levels)}
    topics = [(f["topic"], r["topic"]["name"]) for f, r in lines if f.get("topic") in TOPICS]
    if topics:
        part["topic"] = _classes(topics, list(TOPICS))
    return part


def _classes(pairs: Sequence[tuple[str, str]], names: list[str]) -> dict[str, Any]:
    true, read = [t for t, _ in pairs], [r for _, r in pairs]
    present = [name for name in names if name in true or name in read]
    scores = precision_recall_fscore_support(true, read, labels=present, zero_division=0.0)
    rows = zip(present, *(column.tolist() for column in scores), strict=True)
    return {
        "accuracy": float(accuracy_score(true, read)),
        "macro_f1": float(f1_score(true, read, labels=present, average="macro", zero_division=0.0)),
        "classes": {name: {"precision": p, "recall": r, "f1": f, "n": int(n)} for name, p, r, f, n in rows},
        "confusion": {"labels": present, "rows": confusion_matrix(true, read, labels=present).tolist()},
    }


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
