"""From which confidence to answer, and below which to call a person? `python -m nlu.evaluation.costs` asks the messages to choose by.

Decision theory's oldest rule (Chow, "On optimum recognition error and reject tradeoff", 1970): reject where being wrong costs more
than rejecting. Here there are two ways to reject, so two thresholds are tried together.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple, Self

from rich.console import Console
from ruamel.yaml import YAML

from nlu.evaluation.asking import ask, serving
from nlu.evaluation.held_out import ROOT, read_set
from nlu.evaluation.measures import Answer, Answers
from nlu.evaluation.report import FOR_CHOOSING, PAGE

OFFERED = 2
"""Meanings the bot offers when it asks back (support/unsure.py)."""

FILE = Path(__file__).with_name("costs.yml")
STEPS = tuple(step / 20 for step in range(20))
_SHOWN_FROM = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_PLACE = re.compile(r"(<!-- costs -->\n).*?(<!-- end of costs -->)", re.DOTALL)


class Costs(NamedTuple):
    """Minutes that one message costs, by what came of it."""

    answered_rightly: float
    answered_wrongly: float
    complaint_answered_wrongly: float
    offered_what_was_meant: float
    offered_something_else: float
    handed_over: float

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """Read costs.yml."""
        return cls(**YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


class Thresholds(NamedTuple):
    """Confidences, 0 to 1: answered from the first on, handed over below the second, asked back between them."""

    answer_from: float
    hand_over_below: float


def outcome(answer: Answer, thresholds: Thresholds) -> str:
    """Return what comes of a message, by its name in Costs."""
    confidence = answer.seen.confidence
    if confidence >= thresholds.answer_from:
        if answer.right:
            return "answered_rightly"
        complained = answer.row.intents[0].startswith("complaint_")
        return "complaint_answered_wrongly" if complained else "answered_wrongly"
    if confidence < thresholds.hand_over_below:
        return "handed_over"
    offered = [answer.seen.intent, *(intent for intent, _ in answer.seen.alternatives)][:OFFERED]
    return "offered_what_was_meant" if set(offered) & set(answer.row.intents) else "offered_something_else"


def cost(answers: Answers, thresholds: Thresholds, costs: Costs) -> float:
    """Return the mean minutes that a message costs."""
    minutes = costs._asdict()
    return float(sum(minutes[outcome(answer, thresholds)] for answer in answers) / len(answers))


def cheapest(answers: Answers, costs: Costs) -> Thresholds:
    """Return the thresholds, in steps of 0.05, that cost least; of equals the lower ones."""
    tried = [Thresholds(high, low) for high, low in product(STEPS, STEPS) if low <= high]
    return min(tried, key=lambda thresholds: (round(cost(answers, thresholds, costs), 6), thresholds))


def table(answers: Answers, costs: Costs) -> Iterator[str]:
    """Return a table in Markdown: what comes of the messages by `answer_from`, at the cheapest `hand_over_below`."""
    best = cheapest(answers, costs)
    yield "| answer from | hand over below | answered | of these wrong | asked back | of these in vain | handed over | minutes a message |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for start in sorted({*_SHOWN_FROM, best.answer_from}):
        row = _row(answers, Thresholds(start, min(start, best.hand_over_below)), costs)
        yield f"| {' | '.join(f'**{cell}**' if start == best.answer_from else cell for cell in row)} |"


def _row(answers: Answers, thresholds: Thresholds, costs: Costs) -> Sequence[str]:
    came = [outcome(answer, thresholds) for answer in answers]
    answered = sum("answered" in each for each in came)
    asked, vain = sum("offered" in each for each in came), came.count("offered_something_else")
    wrong = answered - came.count("answered_rightly")
    shares = (answered / len(came), wrong / max(1, answered), asked / len(came), vain / max(1, asked))
    handed = came.count("handed_over") / len(came)
    return (
        *(f"{threshold:.2f}" for threshold in thresholds),
        *(f"{share:.3f}" for share in (*shares, handed)),
        f"{cost(answers, thresholds, costs):.3f}",
    )


def main() -> int:
    """Ask the newest model, print the table and put it into docs/nlu.md."""
    rows, _ = read_set(FOR_CHOOSING)
    with serving(ROOT, None) as server:
        answers = ask(server, rows)
    lines = "\n".join(table(answers, Costs.load()))
    Console().print(lines, highlight=False)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        _PLACE.sub(lambda place: f"{place.group(1)}\n{lines}\n\n{place.group(2)}", page), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
