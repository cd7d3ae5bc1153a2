"""Documents that commands print and library calls return: names are a promise to scripts.

One file a command, and beside them what several share. The published JSON Schemas are generated from these types.
"""
