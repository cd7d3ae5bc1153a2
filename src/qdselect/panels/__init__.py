"""Panels: a different probe for each marker, the best of all that can be told apart, and the proof of it."""
