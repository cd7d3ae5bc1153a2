"""Three-valued columns: the only package that uses numpy.

A column knows what is unknown: numbers are closed intervals, categories and truth values have an unknown code,
sets know whether they are complete. Comparisons give `Truth`, two boolean arrays per atom (Kleene's logic).
"""
