"""Documents; ``python -m docs.generate`` writes the generated one."""
