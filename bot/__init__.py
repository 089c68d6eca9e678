"""Telegram: the only place that knows it."""
