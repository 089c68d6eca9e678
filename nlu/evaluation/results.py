"""What was measured, as plain data: what nlu/figures.json holds and docs/nlu.md shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from nlu.evaluation import formulas
from nlu.evaluation.formulas import Bin, Score, Share
from nlu.evaluation.held_out import ROOT
from nlu.evaluation.measures import (
    Answers,
    confidences,
    entity_scores,
    figures,
    intent_pairs,
)

FIGURES = ROOT / "nlu" / "figures.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and how far it moves by chance; no noise where it was not measured."""

    value: Share
    noise: Share | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How messages are understood when they are typed in one way.

    `lost` are the points of intent accuracy that clean typing has more, over all messages; `lost_where_changed` over
    those that this way of typing changes, a share of `changed`.
    """

    changed: Share
    kind: Share
    intent: Figure
    macro_f1: Share
    sentiment: Share
    lost: Share
    lost_where_changed: Share | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one intent was taken for another."""

    meant: str
    seen: str
    times: int


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured on one set."""

    messages: int
    figures: dict[str, Figure]
    intents: dict[str, Score]
    entities: dict[str, Score]
    reliability: list[Bin]
    confusions: list[Confusion]
    styles: dict[str, Style] = field(default_factory=dict)


Report = dict[str, Result]
"""The results by set."""


def result(answers: Answers, styles: Mapping[str, Answers] | None = None) -> Result:
    """Return what the answers to one set say. `styles` are the answers to the same rows, typed in other ways."""
    return Result(
        messages=len(answers),
        figures={name: Figure(value) for name, value in figures(answers).items()},
        intents=formulas.by_label(intent_pairs(answers)),
        entities=entity_scores(answers),
        reliability=formulas.reliability(confidences(answers)),
        confusions=confusions(answers),
        styles={name: _style(answers, typed) for name, typed in (styles or {}).items()},
    )


def confusions(answers: Answers) -> list[Confusion]:
    """Return what was taken for what in rows of a single intent, the most frequent first."""
    counts = Counter(pair for pair in intent_pairs(answers) if pair[0] != pair[1])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(meant, seen, times) for (meant, seen), times in ordered]


def _style(clean: Answers, typed: Answers) -> Style:
    pairs = list(zip(clean, typed, strict=True))
    changed = [(before, after) for before, after in pairs if after.seen.text != before.seen.text]
    values = figures(typed)
    return Style(
        changed=len(changed) / len(pairs),
        kind=values["kind"],
        intent=Figure(values["intent"]),
        macro_f1=values["macro_f1"],
        sentiment=values["sentiment"],
        lost=lost(clean, typed) or 0.0,
        lost_where_changed=lost([before for before, _ in changed], [after for _, after in changed]),
    )


def lost(clean: Answers, typed: Answers) -> float | None:
    """Return by how many points intent accuracy falls from `clean` to `typed`."""
    before, after = figures(clean).get("intent"), figures(typed).get("intent")
    return None if before is None or after is None else (before - after) * 100


_JSON = TypeAdapter(Report)


def write(report: Report, file: Path = FIGURES) -> None:
    """Write the figures as they are committed."""
    file.write_bytes(_JSON.dump_json(report, indent=1) + b"\n")


def read(file: Path = FIGURES) -> Report:
    """Read committed figures. Raises pydantic.ValidationError when they have another form."""
    return _JSON.validate_json(file.read_bytes())
