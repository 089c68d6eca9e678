"""A local Telegram: a Bot API server on loopback and a chat page, for trying, tests and demos. See README.md."""
