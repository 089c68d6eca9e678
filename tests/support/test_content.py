"""The words in data/ and the code that says them fit each other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from settings.checked_yaml import SettingsError
from support import answers, wording
from support.decisions import BY_INTENT, BY_KIND
from support.facts import of_shop
from tests.support.order_scenes import NOON, ROOT

SHOP = settings.load(ROOT, {}).config.shop
WORDS = wording.load(ROOT / "data/wording.yml")
ANSWERS = answers.load(ROOT / "data/answers.yml", SHOP)
INTENTS = re.findall(r"^\| `(\w+)`", (ROOT / "docs/intents.md").read_text(encoding="utf-8"), re.MULTILINE)
ORDER_FACTS = {
    "order": "DH1023",
    "order_told": "• DH1023: đang giao",
    "delivered": "20/11",
    "details": "màu đen",
}
SPEAKERS = {"say", "variants"}
PLACES = ("support", "bot", "scheduler", "web", "langnghe")


def trees() -> Iterator[ast.AST]:
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def nodes() -> Iterator[ast.AST]:
    return (node for tree in trees() for node in ast.walk(tree))


def is_wording(call: ast.Call) -> bool:
    """`desk.wording.say(...)`, and `turn.say(...)` which passes its names on to it."""
    function = call.func
    return isinstance(function, ast.Attribute) and function.attr in SPEAKERS


def test_every_sentence_the_code_says_exists() -> None:
    calls = [node for node in nodes() if isinstance(node, ast.Call) and is_wording(node)]
    names = {
        argument.value
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert len(names) > 60
    assert names - set(WORDS.texts) - set(ANSWERS.topics) == set()


def test_every_sentence_is_said_somewhere() -> None:
    literals = {
        node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = [re.compile(pattern(node)) for node in nodes() if isinstance(node, ast.JoinedStr)]
    unsaid = {name for name in set(WORDS.texts) - literals if not any(each.fullmatch(name) for each in made)}
    assert unsaid == set()


def pattern(joined: ast.JoinedStr) -> str:
    """What an f-string such as f"command_{name}" may become; a name begins with words of its own."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else None for part in joined.values]
    if not parts or not re.fullmatch(r"[a-z_]+_", parts[0] or ""):
        return "(?!)"
    return "".join(r"\w+" if part is None else re.escape(part) for part in parts)


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_a_name_and_an_answer_or_a_route(intent: str) -> None:
    assert ANSWERS.label(intent) != intent
    assert intent.partition("_")[0] in BY_KIND or intent in BY_INTENT


def test_variants_need_the_same_facts() -> None:
    for name, variants in WORDS.texts.items():
        needed = {frozenset(wording.placeholders(text)) for text in variants}
        assert len(needed) == 1, name


def test_the_shops_facts_fill_every_answer() -> None:
    facts = of_shop(SHOP, WORDS, NOON)
    for intent in ANSWERS.topics:
        for entry in ANSWERS.topics[intent].answers or ():
            known = facts | ORDER_FACTS
            for text in entry.say:
                assert "{" not in text.format_map(known)
                assert len(text.format_map(known)) < 600


def test_every_button_under_an_answer_leads_somewhere() -> None:
    questions = [intent for intent in ANSWERS.topics if intent.startswith("question_")]
    assert all(ANSWERS.next(intent) for intent in questions)
    for offered in ANSWERS.offered:
        assert offered.partition("_")[0] in BY_KIND or offered in BY_INTENT
        assert len(f"ask:{offered}".encode()) <= 64


def test_an_unknown_fact_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "answers.yml"
    path.write_text("question_price:\n  label: giá\n  answers:\n    - Dạ {gia} ạ\n", encoding="utf-8")
    with pytest.raises(
        SettingsError, match=r"answers\.yml:4: question_price: found \{gia\}, expected one of: "
    ):
        answers.load(path, SHOP)


@pytest.mark.parametrize(
    "line", ["bye: Dạ {ạ", "bye: Dạ {}", "bye: Dạ {code!r}", "bye: []", "bye: ''", "bye: 5", "bye: {a: b}"]
)
def test_a_line_that_cannot_be_said_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "wording.yml"
    path.write_text(f"greeting: Dạ\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"wording\.yml:2: bye"):
        wording.load(path)


def test_rasa_does_not_mistake_these_files_for_its_own() -> None:
    rasas = {
        "version",
        "nlu",
        "stories",
        "rules",
        "responses",
        "intents",
        "entities",
        "forms",
        "slots",
        "actions",
    }
    assert not rasas & (set(WORDS.texts) | set(ANSWERS.topics))
