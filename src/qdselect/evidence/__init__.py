"""Evidence: how much each record weighs for a question, and the support tier that follows."""
