"""Benchmarks and measures, one command each."""
