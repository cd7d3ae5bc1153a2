"""Rules: evaluation over whole columns, and its explanation for one row."""
