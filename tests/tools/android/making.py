"""Makes projects for tests from texts by path."""

from collections.abc import Mapping

from tools.android.modules import read_project
from tools.android.project import Module, Project


def project(files: Mapping[str, str]) -> Project:
    """The model of these files."""
    return read_project(sorted(files), lambda path: files.get(path, ""))


def module(files: Mapping[str, str], path: str = ":app") -> Module:
    """One module of the model of these files."""
    found = project(files).module(path)
    assert found is not None
    return found
