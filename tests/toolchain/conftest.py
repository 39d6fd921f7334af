"""Tells at the end which compilers the tier set up, and what they judged."""

import pytest

from tests.toolchain import tally


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if tally.notes():
        terminalreporter.section("toolchain")
    for line in tally.notes():
        terminalreporter.write_line(line)
