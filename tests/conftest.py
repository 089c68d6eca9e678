"""What tests of every area may ask for."""

pytest_plugins = ["tests.database"]
