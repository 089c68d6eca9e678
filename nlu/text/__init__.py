"""Vietnamese text as people type it, brought to one form.

Standard library only: the service and Rasa's environment both import this package, so that the model is asked
with the same letters it was trained on.
"""

from nlu.text.concepts import Concepts, concept_forms, may_be, with_concepts
from nlu.text.letters import Folded, fold, folded, nfc, without_tones
from nlu.text.meanings import MEANING_GROUPS, read_meanings, typed_twice
from nlu.text.syllables import is_syllable
from nlu.text.words import calm, for_model, one_tone_placement, spelled_out, words

__all__ = [
    "MEANING_GROUPS",
    "Concepts",
    "Folded",
    "calm",
    "concept_forms",
    "fold",
    "folded",
    "for_model",
    "is_syllable",
    "may_be",
    "nfc",
    "one_tone_placement",
    "read_meanings",
    "spelled_out",
    "typed_twice",
    "with_concepts",
    "without_tones",
    "words",
]
