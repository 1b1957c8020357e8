"""What files are for, by their names."""

from __future__ import annotations

import pytest

from hidden_state.project.files.purposes import by_names


@pytest.mark.parametrize(
    ("names", "purpose"),
    [
        (["MASTER_KEY_FILE"], "secret"),
        (["{DATA_DIR}/.secret"], "secret"),
        (["KEY_FILE"], ""),
        (["primary_keys.json"], ""),
        (["{ROOT}/.env"], "configuration"),
        (["ENV_BUILDS"], ""),
        (["SCHEMA_CACHE_DIR"], "cache"),
        (["avatars", "save"], "upload"),
        (["a.pdf"], "export"),
    ],
)
def test_names_say_what_files_are_for(names: list[str], purpose: str) -> None:
    assert by_names(names) == purpose
