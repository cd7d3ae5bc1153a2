"""Advice: from a question to ranked, explained candidates."""
