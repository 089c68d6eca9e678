"""Benchmarks: `make bench` runs them all and keeps the table in var/bench.json."""
