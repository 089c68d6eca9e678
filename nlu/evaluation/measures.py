"""The figures: what each is called, which way is better, which messages count, and how it is computed.

Kind, intent and F1 are measured on the rows with a single intent; rows with two or three have figures of their own, because
there the order of what is said is not a matter of right and wrong alone. Everything else is measured on all rows that are labelled for it.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from nlu.entities.labels import Matches, matches
from nlu.evaluation import formulas
from nlu.evaluation.held_out import Row
from nlu.reading import kind_and_topic
from nlu.understanding import Understanding

SURE = 0.8
"""The confidence from which the figures call the model sure."""

GRADES = ("S1", "S2", "S3", "S4", None)
"""Gravest first. No severity at all is one step milder than S4."""

GRAVE = ("S1", "S2")
OUT_OF_SCOPE = ("other_out_of_scope",)
BESIDE_THE_MATTER = ("other_out_of_scope", "other_spam", "other_foreign", "other_nonsense")


class Answer(NamedTuple):
    """A message that somebody labelled, and what was understood."""

    row: Row
    seen: Understanding

    @property
    def right(self) -> bool:
        """Whether what was understood first is one of the things meant."""
        return self.seen.intent in self.row.intents


Answers = Sequence[Answer]
Compute = Callable[[Answers], float | None]


class Measure(NamedTuple):
    """One figure. `compute` returns None where nothing is labelled for it; `bar` is what it should reach, or stay below."""

    name: str
    title: str
    better: Literal["more", "less"]
    compute: Compute
    bar: float | None = None


def intents_seen(seen: Understanding) -> set[str]:
    """Return all the intents of an understanding."""
    return {seen.intent, *(part.intent for part in seen.also)}


def single(answers: Answers) -> list[Answer]:
    """Return the answers to rows with one intent."""
    return [answer for answer in answers if len(answer.row.intents) == 1]


def several(answers: Answers) -> list[Answer]:
    """Return the answers to rows with two intents or more."""
    return [answer for answer in answers if len(answer.row.intents) > 1]


def intent_pairs(answers: Answers) -> list[tuple[str, str]]:
    """Return (meant, seen) of the rows with a single intent."""
    return [(row.intent, seen.intent) for row, seen in single(answers)]


def confidences(answers: Answers) -> list[tuple[float, bool]]:
    """Return (confidence, right) of the first part; in a row of several intents, any of them is right."""
    return [(answer.seen.confidence, answer.right) for answer in answers]


def grades(answers: Answers) -> list[tuple[int, int]]:
    """Return (meant, seen) as steps of GRADES, of the rows whose severity is labelled."""
    return [
        (GRADES.index(row.severity), GRADES.index(seen.severity)) for row, seen in answers if row.severity
    ]


def entity_scores(answers: Answers) -> dict[str, formulas.Score]:
    """Return the score of every kind of entity, over the rows that are labelled for them."""
    compared = list(_entities(answers))
    names = sorted({name for each in compared for name, _ in each.expected})
    return {name: _entity_score(each.named(name) for each in compared) for name in names}


def _entities(answers: Answers) -> Iterator[Matches]:
    for row, seen in answers:
        if row.entities is not None:
            yield matches(seen.entities, row.entities)


def _entity_score(compared: Iterable[Matches]) -> formulas.Score:
    return formulas.micro((each.expected, each.found) for each in compared)


def _kind(answers: Answers) -> float | None:
    return formulas.share(kind_and_topic(row.intent)[0] == seen.kind for row, seen in single(answers))


def _intent(answers: Answers) -> float | None:
    return formulas.share(meant == seen for meant, seen in intent_pairs(answers))


def _among_three(answers: Answers) -> float | None:
    return formulas.share(
        row.intent in {seen.intent, *(name for name, _ in seen.alternatives[:2])}
        for row, seen in single(answers)
    )


def _macro_f1(answers: Answers) -> float | None:
    return formulas.macro_f1(intent_pairs(answers))


def _both(answers: Answers) -> float | None:
    rows = several(answers)
    return (
        formulas.micro((set(row.intents), intents_seen(seen)) for row, seen in rows).recall if rows else None
    )


def _first_of_several(answers: Answers) -> float | None:
    return formulas.share(row.intent == seen.intent for row, seen in several(answers))


def _needless_second(answers: Answers) -> float | None:
    return formulas.share(len(intents_seen(seen)) > 1 for _, seen in single(answers))


def _sentiment(answers: Answers) -> float | None:
    return formulas.share(row.sentiment == seen.sentiment for row, seen in answers)


def _severity(answers: Answers) -> float | None:
    return formulas.weighted_kappa(grades(answers))


def _missed_grave(answers: Answers) -> float | None:
    return formulas.share(seen.severity not in GRAVE for row, seen in answers if row.severity in GRAVE)


def _needlessly_grave(answers: Answers) -> float | None:
    return formulas.share(
        seen.severity in GRAVE for row, seen in answers if row.severity and row.severity not in GRAVE
    )


def _entity_f1(answers: Answers) -> float | None:
    scored = _entity_score(_entities(answers))
    return scored.f1 if scored.meant else None


def _topics(answers: Answers) -> float | None:
    scored = formulas.micro(
        (set(row.topics), set(seen.topics)) for row, seen in answers if row.topics is not None
    )
    return scored.f1 if scored.meant else None


def scope(answers: Answers, group: tuple[str, ...]) -> formulas.Score:
    """Return how well messages of this group of intents are told from all others; a mix-up inside the group is none."""
    return formulas.micro((_in(group, set(row.intents)), _in(group, {seen.intent})) for row, seen in answers)


def _in(group: tuple[str, ...], intents: set[str]) -> set[str]:
    return {"there"} if intents.intersection(group) else set()


def _sure(answers: Answers) -> float | None:
    return formulas.share(confidence >= SURE for confidence, _ in confidences(answers))


def _right_when_sure(answers: Answers) -> float | None:
    return formulas.share(right for confidence, right in confidences(answers) if confidence >= SURE)


def _calibration(answers: Answers) -> float | None:
    return formulas.calibration_error(confidences(answers))


def _scope_measures() -> Iterator[Measure]:
    for short, title, group in (
        ("scope", "out of scope", OUT_OF_SCOPE),
        ("beside", "out of scope, spam, foreign, nonsense", BESIDE_THE_MATTER),
    ):
        for part, bar in (("precision", 0.9), ("recall", 0.85)):
            yield Measure(f"{short}_{part}", f"{title}: {part}", "more", _scope(group, part), bar)


def _scope(group: tuple[str, ...], part: str) -> Compute:
    def compute(answers: Answers) -> float:
        value: float = getattr(scope(answers, group), part)
        return value

    return compute


MEASURES = (
    Measure("kind", "kind accuracy", "more", _kind, 0.97),
    Measure("intent", "intent accuracy", "more", _intent),
    Measure("macro_f1", "intent macro F1", "more", _macro_f1, 0.92),
    Measure("among_three", "intent among the first three", "more", _among_three),
    Measure("two_intent_recall", "two-intent recall", "more", _both, 0.85),
    Measure("first_of_several", "first of several intents right", "more", _first_of_several),
    Measure("needless_second", "second intent where there is one", "less", _needless_second),
    *_scope_measures(),
    Measure("sentiment", "sentiment accuracy", "more", _sentiment),
    Measure("severity_kappa", "severity: weighted kappa", "more", _severity),
    Measure("grave_missed", "S1 or S2 understood as milder", "less", _missed_grave, 0.02),
    Measure("grave_needless", "S3 or S4 understood as S1 or S2", "less", _needlessly_grave),
    Measure("entities_f1", "entities: micro F1", "more", _entity_f1),
    Measure("topics_f1", "review topics: micro F1", "more", _topics),
    Measure("calibration_error", "expected calibration error", "less", _calibration, 0.04),
    Measure("sure", f"share answered with {SURE} or more", "more", _sure),
    Measure("right_when_sure", "of these, right", "more", _right_when_sure),
)


def figures(answers: Answers, names: Container[str] = ()) -> dict[str, float]:
    """Return all figures, or those of these names, as shares of one; what nothing is labelled for is left out."""
    wanted = [measure for measure in MEASURES if not names or measure.name in names]
    computed = ((measure.name, measure.compute(answers)) for measure in wanted)
    return {name: value for name, value in computed if value is not None}
