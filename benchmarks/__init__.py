"""Benchmarks: medians and ratios of one run, printed, never asserted."""
