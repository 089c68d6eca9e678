"""What a linear model sees of a message: counted n-grams of its words, letters and concepts, and its shape."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from nlu.text import Concepts, fold, is_syllable, nfc, with_concepts

Vectorizers = Mapping[str, TfidfVectorizer]
Seen = Mapping[str, Sequence[str]]
"""The views of some messages: each view's texts, in the messages' order."""

SHAPE_WEIGHT = 0.5
"""How much the shape counts beside one view of the words; 0.5 and 1 did equally well on the messages to choose by."""

ALL_CORES = -1
"""What joblib calls as many processes as there are cores."""

VIEWS = ("words", "letters", "plain", "concepts", "shape")

BEGIN, END = "<s>", "</s>"

FEW_LETTERS = 3
"""A word of fewer different letters, "aaaa" or "hihi", says little."""

_WORD = re.compile(r"\w+")
_LENGTHS = (1, 2, 4, 8, 16, 32)


class Fewest(NamedTuple):
    """How many lessons an n-gram must stand in to be counted, in the views of words, of letters, and in those without accents.

    Copies are lessons, too: an example and its copy without accents are the same in the view without accents, so what must be
    seen four times there stands in two examples. What is seen once teaches nothing and is most of what there is.
    """

    words: int = 3
    letters: int = 4
    bare: int = 4


def new_vectorizers(fewest: Fewest = Fewest()) -> dict[str, TfidfVectorizer]:  # noqa: B008 - never changed
    """Return one counter for each view, which has seen nothing yet."""
    words = {
        "token_pattern": r"\S+",
        "ngram_range": (1, 2),
        "lowercase": False,
        "sublinear_tf": True,
        "dtype": np.float32,
    }
    letters = words | {"analyzer": "char_wb", "ngram_range": (1, 4), "token_pattern": None}
    return {
        "words": TfidfVectorizer(**words, min_df=fewest.words),
        "letters": TfidfVectorizer(**letters, min_df=fewest.letters),
        "plain": TfidfVectorizer(**words, min_df=fewest.bare),
        "concepts": TfidfVectorizer(**words, min_df=fewest.bare),
        "shape": TfidfVectorizer(**words | {"ngram_range": (1, 1)}),
    }


def views(text: str, typed: str, concepts: Concepts) -> dict[str, str]:
    """Return the views of one message: `text` as nlu.text.for_model returns it, `typed` as the customer wrote it."""
    return {
        "words": _with_ends(text),
        "letters": text,
        "plain": _with_gaps(_with_ends(fold(text))),
        "concepts": _with_ends(with_concepts(text, concepts)),
        "shape": shape(typed),
    }


def _with_ends(text: str) -> str:
    """Mark where the message begins and ends: "không" asks at the end of a sentence and denies within it."""
    return f"{BEGIN} {text} {END}"


def _with_gaps(text: str) -> str:
    """Add every pair of words with one word between them: "giao áo trễ" says "giao … trễ", whatever was brought late."""
    words = text.split()
    return " ".join([*words, *(f"{one}_{other}" for one, other in zip(words, words[2:], strict=False))])


def columns(vectorizers: Vectorizers, seen: Seen) -> csr_matrix:
    """Return the counted views, one row a message."""
    return _beside({name: each.transform(seen[name]) for name, each in vectorizers.items()})


def fitted(seen: Seen, fewest: Fewest) -> tuple[dict[str, TfidfVectorizer], csr_matrix]:
    """Return counters that know the n-grams of these messages, and the counted views; on all cores."""
    found = Parallel(n_jobs=ALL_CORES)(
        delayed(_fitted)(each, seen[name]) for name, each in new_vectorizers(fewest).items()
    )
    vectorizers = dict(zip(VIEWS, (each for each, _ in found), strict=True))
    return vectorizers, _beside(dict(zip(vectorizers, (counted for _, counted in found), strict=True)))


def _fitted(vectorizer: TfidfVectorizer, texts: Sequence[str]) -> tuple[TfidfVectorizer, csr_matrix]:
    return vectorizer, vectorizer.fit_transform(texts)


def _beside(counted: Mapping[str, csr_matrix]) -> csr_matrix:
    return csr_matrix(hstack([each * _weight(name) for name, each in counted.items()]))


def kept(vectorizer: TfidfVectorizer) -> dict[str, NDArray[Any]]:
    """Return what a counter knows as two arrays: its n-grams, one a line in UTF-8, and their weights."""
    ngrams = "\n".join(vectorizer.get_feature_names_out()).encode()
    return {"ngrams": np.frombuffer(ngrams, np.uint8), "weights": vectorizer.idf_.astype(np.float32)}


def restored(views: Mapping[str, Mapping[str, NDArray[Any]]]) -> dict[str, TfidfVectorizer]:
    """Return the counters whose knowledge `kept` returned."""
    vectorizers = new_vectorizers()
    for name, vectorizer in vectorizers.items():
        ngrams = views[name]["ngrams"].tobytes().decode().split("\n")
        vectorizer.vocabulary_ = {ngram: place for place, ngram in enumerate(ngrams)}
        vectorizer.idf_ = views[name]["weights"]
    return vectorizers


def _weight(name: str) -> float:
    return SHAPE_WEIGHT if name == "shape" else 1.0


def shape(typed: str) -> str:
    """Describe how a message looks: scripts, length, share of Vietnamese syllables; what it says is left to the other views."""
    text = nfc(typed).lower()
    words = _WORD.findall(text)
    return " ".join([*_scripts(text), *_syllables(words), f"length_{_length(words)}", *_signs(text)])


def _scripts(text: str) -> set[str]:
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha()}
    return {f"script_{script}" for script in scripts - {"LATIN"}}


def _syllables(words: list[str]) -> list[str]:
    spoken = [word for word in words if word.isalpha()]
    if not spoken:
        return ["no_words"]
    share = sum(map(is_syllable, spoken)) / len(spoken)
    few_letters = all(len(set(word)) < FEW_LETTERS for word in spoken)
    return [f"syllables_{int(share * 4)}", *(["few_letters"] if few_letters else [])]


def _length(words: list[str]) -> int:
    return sum(len(words) >= at_least for at_least in _LENGTHS)


def _signs(text: str) -> list[str]:
    signs: dict[str, Any] = {
        "question_mark": "?" in text,
        "digits": any(char.isdigit() for char in text),
        "emoji": any(unicodedata.category(char) == "So" for char in text),
    }
    return [name for name, there in signs.items() if there]
