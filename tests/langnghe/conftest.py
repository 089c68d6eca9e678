"""Projects to run commands in."""

from pathlib import Path

import pytest

from tests.langnghe.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project as a newcomer has it: no model, nothing under var/."""
    root = tmp_path / "project"
    root.mkdir()
    return Project(root)
