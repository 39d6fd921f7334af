"""The one line and the hint that a failed build comes to."""

import pytest

from tools.gradle.faults import fault
from tools.process import Completed

NOISE = 'openjdk version "17.0.15" 2025-04-15\n\nFAILURE: Build failed with an exception.\n\n'
END = "\n* Try:\nRun with --stacktrace option to get the stack trace.\n\nBUILD FAILED in 1s\n"

CASES = {
    "a missing dependency": (
        "* What went wrong:\nCould not resolve all files for configuration ':app:compileClasspath'."
        "\n> Could not resolve dev.some:thing:1.0.\n"
        "  > No cached version of dev.some:thing:1.0 available for offline mode.\n",
        "Could not resolve all files for configuration ':app:compileClasspath': "
        "Could not resolve dev.some:thing:1.0",
        "run this build once while online",
    ),
    "a missing plugin": (
        "* Where:\nBuild file '/p/build.gradle' line: 1\n\n* What went wrong:\n"
        "Plugin [id: 'a.b', version: '1.0'] was not found in any of the following sources:\n\n",
        "Plugin [id: 'a.b', version: '1.0'] was not found in any of the following sources:",
        "run this build once while online",
    ),
    "no SDK": (
        "* What went wrong:\nA problem occurred configuring project ':app'.\n"
        "> SDK location not found. Define location with sdk.dir in the local.properties file.\n",
        "A problem occurred configuring project ':app': SDK location not found. Define location "
        "with sdk.dir in the local.properties file",
        "let `ANDROID_HOME` or `sdk.dir` in `local.properties` name an Android SDK",
    ),
    "a JDK that is not here": (
        "* What went wrong:\nCould not determine the dependencies of task ':app:compileJava'.\n"
        "> Cannot find a Java installation on your machine (Linux) matching: {languageVersion=21}."
        " Toolchain download repositories have not been configured.\n",
        "Could not determine the dependencies of task ':app:compileJava': Cannot find a Java "
        "installation on your machine (Linux) matching: {languageVersion=21}. Toolchain download "
        "repositories have not been configured",
        "install a JDK of that version; none is downloaded",
    ),
    "an SDK part": (
        "* What went wrong:\nFailed to install the following Android SDK packages as some "
        "licences have not been accepted.\n",
        "Failed to install the following Android SDK packages as some licences have not been "
        "accepted",
        "install that part of the Android SDK; it is never downloaded",
    ),
    "code that opens a connection": (
        "* What went wrong:\nA problem occurred evaluating root project 'x'.\n"
        "> java.net.SocketException: Network is unreachable\n",
        "A problem occurred evaluating root project 'x': java.net.SocketException: Network is "
        "unreachable",
        "the build asks the network, which is closed",
    ),
    "a Kotlin script": (
        "e: file:///p/build.gradle.kts:3:5: Unresolved reference: nope\n\n"
        "* What went wrong:\nScript compilation error:\n",
        "e: file:///p/build.gradle.kts:3:5: Unresolved reference: nope",
        "",
    ),
    "anything else": (
        "* What went wrong:\nExecution failed for task ':x'.\n> the cause\n",
        "Execution failed for task ':x': the cause",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_reason(case: str) -> None:
    said, line, hint = CASES[case]
    told = fault(Completed(("gradle",), 1, b"", (NOISE + said + END).encode()))
    assert told.message == f"the build fails: {line}"
    assert hint in told.hint


def test_a_build_that_says_nothing() -> None:
    told = fault(Completed(("gradle",), 1, b"", b""))
    assert told.message == "the build fails: Gradle did not say why"
