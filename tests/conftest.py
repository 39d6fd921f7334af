"""What all tests share: a clean environment, and a report of which tiers ran and which did not."""

import os
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

TIERS = {
    "toolchain": "the real Kotlin, Compose, aapt2 and KSP judge the sample and our patches",
    "ollama": "a real Ollama server",
    "embedded": "a real small model in this process",
    "corpus": "checkouts of large open-source apps (`OFFDROID_CORPUS=DIR`)",
    "trace": "system calls watched with strace",
    "seal": "the kernel closes the network",
    "gradle": "a real Gradle builds, offline and sealed",
}
"""Marker of a tier -> what it needs or does; tests without a marker are the plain tier."""

_ran: Counter[str] = Counter()
_skipped: defaultdict[str, Counter[str]] = defaultdict(Counter)


def pytest_configure(config: pytest.Config) -> None:
    # Tests get a home of their own; what the tiers download is kept in the reader's real one.
    cache = Path.home() / ".cache" / "offdroid-tests"
    os.environ.setdefault("OFFDROID_TEST_CACHE", str(cache))
    for name, about in TIERS.items():
        config.addinivalue_line("markers", f"{name}: {about}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    tiers = [name for name in TIERS if item.get_closest_marker(name)] or ["plain"]
    for tier in tiers:
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "skipped"
            _skipped[tier][reason.removeprefix("Skipped: ")] += 1
        elif report.when == "call":
            _ran[tier] += 1
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("tiers")
    for tier in ("plain", *TIERS):
        ran, skipped = _ran[tier], sum(_skipped[tier].values())
        terminalreporter.write_line(f"{tier}: {ran} ran, {skipped} did not run")
        for reason, count in _skipped[tier].most_common():
            terminalreporter.write_line(f"  {count} x {reason}")


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No git identity, no settings and no server of the person who runs the tests."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home if name == "HOME" else home / name.lower()))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("OLLAMA_HOST", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "GIT_DIR", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
