"""Rendering: documents to JSON, tables, cards, pages."""
