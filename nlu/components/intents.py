"""How intents are learned: each by itself, leaning on what its kind sounds like."""

from nlu.components.linear import Counted, Linear

_LEAN = 0.15
"""How much the kind's margin counts in the intent's. Of 0.1 to 0.3, what reads most kinds right where people type
without accents or with slips; docs/nlu.md has the figures."""


def learn_intents(counted: Counted, closely: float, seed: int) -> tuple[Linear, Linear]:
    """Learn the intents, and their kinds, from lessons whose labels are intents; the arguments are those of Linear.of."""
    return Linear.of(counted, closely, seed), Linear.of(counted.grouped(_kind_of), closely, seed)


def leaning(intents: Linear, kinds: Linear) -> Linear:
    """Return the intents with the margins of their kinds in their own."""
    return intents.leaning_on(kinds, _kind_of, _LEAN)


def _kind_of(intent: str) -> str:
    return intent.partition("_")[0]
