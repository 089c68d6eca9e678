"""Messages of full length that could make understanding slow: of each kind one, 4,096 characters long."""

from collections.abc import Iterator
from itertools import chain, cycle, islice
from random import Random

from nlu.evaluation.held_out import read_set
from nlu.evaluation.typing_styles import STYLES
from nlu.understanding import LONGEST_TEXT

_REPEATED = {
    "one letter": "a",
    "one accented letter": "ế",
    "emoji": "😡",
    "a family of emoji": "👨‍👩‍👧‍👦",
    "accents alone": "\u0301",
    "a letter under many accents": "e\u0302\u0301\u0323",
    "spaces": " ",
    "new lines": "a\n",
    "invisible signs": "\u200b\u200d\ufeff",
    "nothing": "\0",
    "digits": "7",
    "brackets": "({[<",
    "dots": "...!",
    "order codes": "#DH12345 ",
    "phone numbers": "0900 000 000 ",
    "money": "5tr2 ",
    "numbers said": "hai trăm rưỡi ",
    "days": "thứ năm tuần trước ",
    "stars": "4* ",
    "links": "https://a.vn/?q=",
    "addresses": "a@b.c",
    "abbreviations": "k dc ntn ",
    "denials": "không phải là không ",
    "connectives": "nhưng mà với lại ",
    "vowels": "uyêươiaoe",
    "Telex": "dduwowcj khoong ",
    "VNI": "d9u7o75c kho6ng ",
    "another script": "здравствуйте ",
    "signs for words": "你好吗",
    "right to left": "\u202eمرحبا ",
    "HTML": "<script>alert(1)</script>",
    "JSON": '{"text": [',
    "a slash": "/greet",
    "half a character": "\ud83d",
    "words that nearly repeat": "aaaa aaab aaba ",
}


def nasty() -> Iterator[tuple[str, str]]:
    """Yield the kind of message, and the message."""
    for kind, part in _REPEATED.items():
        yield kind, _full(part)
    dice = Random(1)  # noqa: S311 - messages that must come out the same every time
    yield "letters at random", _full("".join(dice.choices("abcdeghiklmnopqrstuvxy ăâđêôơư", k=LONGEST_TEXT)))
    yield "characters at random", _full("".join(chr(dice.randrange(32, 0xD800)) for _ in range(LONGEST_TEXT)))
    story = ", ".join(row.text for row in read_set("choosing").rows)
    for style, typing in STYLES.items():
        yield f"a long story, {style}", _full(typing(story[:LONGEST_TEXT]))


def _full(part: str) -> str:
    return "".join(islice(chain.from_iterable(cycle([part])), LONGEST_TEXT))
