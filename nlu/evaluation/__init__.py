"""Measuring how well messages are understood: the held-out sets, the figures, the reports. Entry point: nlu.evaluate."""
