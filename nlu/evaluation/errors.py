"""Pages for people who mend the data: every held-out message that was misread, and what was taken for what.

The pages are Vietnamese, open without a network, and show everything as text: what customers type may be HTML.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nlu.entities.labels import matches
from nlu.evaluation.measures import GRAVE, Answer, Answers, intents_seen
from nlu.evaluation.nearest import Examples
from nlu.evaluation.picture import by_kind
from nlu.evaluation.results import Confusion, Result
from nlu.examples import Example

TEMPLATES = Path(__file__).with_name("pages")


@dataclass(frozen=True, slots=True)
class Error:
    """A misread message: what is wrong with how it was understood, and the examples nearest to it."""

    answer: Answer
    wrong: tuple[str, ...]
    nearest: tuple[Example, ...]


def _intent(answer: Answer) -> bool:
    return not answer.right


def _missing(answer: Answer) -> bool:
    return answer.right and not set(answer.row.intents) <= intents_seen(answer.seen)


def _needless(answer: Answer) -> bool:
    return answer.right and not intents_seen(answer.seen) <= set(answer.row.intents)


def _order(answer: Answer) -> bool:
    return set(answer.row.intents) == intents_seen(answer.seen) and answer.row.intent != answer.seen.intent


def _sentiment(answer: Answer) -> bool:
    return answer.row.sentiment != answer.seen.sentiment


def _severity(answer: Answer) -> bool:
    return answer.row.severity is not None and answer.row.severity != answer.seen.severity


def _missed_grave(answer: Answer) -> bool:
    return answer.row.severity in GRAVE and answer.seen.severity not in GRAVE


def _entities(answer: Answer) -> bool:
    if answer.row.entities is None:
        return False
    compared = matches(answer.seen.entities, answer.row.entities)
    return compared.found != compared.expected


def _topics(answer: Answer) -> bool:
    return answer.row.topics is not None and set(answer.row.topics) != set(answer.seen.topics)


WRONG: dict[str, Callable[[Answer], bool]] = {
    "intent": _intent,
    "missing": _missing,
    "needless": _needless,
    "order": _order,
    "grave": _missed_grave,
    "severity": _severity,
    "sentiment": _sentiment,
    "entities": _entities,
    "topics": _topics,
}
"""What can be wrong, by the names the page has words for."""


def errors(answers: Answers, examples: Examples) -> Iterator[Error]:
    """Return the answers in which something is wrong, in the order of their rows."""
    for answer in answers:
        if wrong := tuple(name for name, is_wrong in WRONG.items() if is_wrong(answer)):
            yield Error(answer, wrong, tuple(examples.nearest(answer.row.text)))


def errors_page(name: str, answers: Answers, examples: Examples) -> str:
    """Return the page of a set's misread messages."""
    found = list(errors(answers, examples))
    intents = {intent for error in found for intent in (*error.answer.row.intents, error.answer.seen.intent)}
    return _render(
        "errors.html",
        set=name,
        errors=found,
        messages=len(answers),
        intents=by_kind(list(intents)),
        wrong=WRONG,
    )


def confusion_page(name: str, result: Result) -> str:
    """Return the page of what was taken for what in a set, with links to the messages."""
    intents = by_kind(list({*result.intents, *(each.seen for each in result.confusions)}))
    cells: dict[tuple[str, str], Confusion] = {(each.meant, each.seen): each for each in result.confusions}
    return _render("confusion.html", set=name, result=result, intents=intents, cells=cells)


def _render(template: str, **what: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**what)
