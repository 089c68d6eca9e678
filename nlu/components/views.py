"""What a linear model sees of a message: counted n-grams of its words, letters and concepts, and its shape."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
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

VIEWS = ("plain", "letters", "words", "concepts", "shape")
"""Those first that take longest to count."""

BEGIN, END = "<s>", "</s>"

FEW_LETTERS = 3
"""A word of fewer different letters, "aaaa" or "hihi", says little."""

_LETTERS = (3, 4)
"""With ones and twos as well, a quarter more to count, the messages to choose by are read the same."""
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
    counted: dict[str, Any] = {"sublinear_tf": True, "dtype": np.float32}
    return {
        "plain": TfidfVectorizer(analyzer=_words_and_pairs, min_df=fewest.bare, **counted),
        "letters": TfidfVectorizer(analyzer=_letters, min_df=fewest.letters, **counted),
        "words": TfidfVectorizer(analyzer=_words_and_pairs, min_df=fewest.words, **counted),
        "concepts": TfidfVectorizer(analyzer=_words_and_pairs, min_df=fewest.bare, **counted),
        "shape": TfidfVectorizer(analyzer=str.split, **counted),
    }


def _words_and_pairs(text: str) -> list[str]:
    """Return the words and every two neighbours; scikit-learn's own way takes twice as long."""
    words = text.split()
    return words + [f"{one} {other}" for one, other in pairwise(words)]


def _letters(text: str) -> list[str]:
    """Return the letters of each word and its edges in threes and fours, as scikit-learn's "char_wb" does; each word is taken apart once."""
    return [ngram for word in text.split() for ngram in _letters_of(word)]


@lru_cache(100_000)
def _letters_of(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(
        edged[start : start + length] for length in _LETTERS for start in range(len(edged) - length + 1)
    )


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
    for name, known in views.items():
        ngrams = known["ngrams"].tobytes().decode().split("\n")
        vectorizers[name].vocabulary_ = {ngram: place for place, ngram in enumerate(ngrams)}
        vectorizers[name].idf_ = known["weights"]
    return vectorizers


def _weight(name: str) -> float:
    return SHAPE_WEIGHT if name == "shape" else 1.0


def shape(typed: str) -> str:
    """Describe how a message looks: scripts, length, share of Vietnamese syllables; what it says is left to the other views."""
    text = nfc(typed).lower()
    words = _WORD.findall(text)
    letters = set(text)
    return " ".join([*_scripts(letters), *_syllables(words), f"length_{_length(words)}", *_signs(letters)])


def _scripts(letters: Collection[str]) -> set[str]:
    foreign = (letter for letter in letters if not letter.isascii() and letter.isalpha())
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in foreign}
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


def _signs(letters: Collection[str]) -> list[str]:
    signs: dict[str, Any] = {
        "question_mark": "?" in letters,
        "digits": any(letter.isdigit() for letter in letters),
        "emoji": any(unicodedata.category(letter) == "So" for letter in letters),
    }
    return [name for name, there in signs.items() if there]
