"""What tests of every area may ask for, and what holds for all of them."""

from hypothesis import settings

pytest_plugins = ["tests.database", "tests.nlu.model"]

# How long an example takes says nothing about the product on a machine that does other things too.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
