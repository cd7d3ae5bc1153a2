"""Fixtures shared by the tests."""

from __future__ import annotations

import pytest

from qdselect.catalog import Catalog, load_catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The real catalogue."""
    return load_catalog()
