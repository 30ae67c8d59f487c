"""Le département du kit, et une copie en colonnes par essai."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mesure.kit import Kit


@pytest.fixture
def kit(db: None, systeme: Any, monde: Any) -> Kit:
    return Kit(systeme)
