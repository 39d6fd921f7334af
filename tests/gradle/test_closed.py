"""What a build tries is refused: by Gradle's own switches where it has them, by the kernel always.

Each with a control: in a private network of its own, the same build arrives when it is open.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.agent.seal.lab import WEB_PORT, WORLD_4
from tests.gradle.building import network
from tests.gradle.conftest import run_module, write
from tools.errors import UserError
from tools.gradle.build import Build
from tools.gradle.daemons import daemons, end
from tools.gradle.installation import find_gradle, find_java

pytestmark = [pytest.mark.gradle, pytest.mark.seal]

WEB = f"http://{WORLD_4}:{WEB_PORT}"

TRIES = f"""
apply plugin: 'java'
ext.attempt = {{ way, work ->
    try {{ println "$way: " + work() }} catch (Throwable e) {{
        while (e.cause) {{ e = e.cause }}
        println "$way: " + e.message
    }}
}}
def ask = {{ way -> new URL('{WEB}/way:' + way).openConnection().responseCode }}
attempt('script') {{ ask('script') }}
repositories {{ maven {{ url '{WEB}/way:repository' }} }}
dependencies {{ compileOnly 'dev.some:thing:1.0' }}
task reach {{ doLast {{
    attempt('code') {{ ask('code') }}
    attempt('child') {{
        def child = ['bash', '-c', 'exec 3<>/dev/tcp/{WORLD_4}/{WEB_PORT}; echo /way:child >&3'
            + ' && cat <&3 >/dev/null'].execute()
        child.waitForOrKill(20000)
        child.err.text
    }}
    attempt('repository') {{ configurations.compileClasspath.files }}
}} }}
"""
SWITCHED_ON = "gradle.startParameter.offline = false\n"
WAYS = ("script", "code", "child", "repository")


def test_a_build_reaches_nothing(scratch: Path) -> None:
    project, world = scratch / "project", scratch / "world"
    write(project, {"settings.gradle": SWITCHED_ON, "build.gradle": TRIES})
    world.mkdir()
    told: dict[str, Any] = run_module("tests.gradle.world", str(project), str(world), "reach")
    arrived = " ".join(told["open"]["seen"])
    assert [way for way in WAYS if f"way:{way}" not in arrived] == [], told["open"]["said"]
    assert told["sealed"]["seen"] == []
    lines = told["sealed"]["said"].splitlines()
    for way in WAYS:
        (said,) = (line for line in lines if line.startswith(f"{way}: "))
        assert "Network is unreachable" in said


def test_a_dependency_is_not_even_asked_for(scratch: Path) -> None:
    write(scratch / "project", {"settings.gradle": "", "build.gradle": TRIES})
    said = sealed(scratch / "project", scratch / "state", "reach")["said"]
    assert "No cached version of dev.some:thing:1.0 available for offline mode" in said


def sealed(project: Path, state: Path, *arguments: str, how: str = "sealed") -> dict[str, Any]:
    """A build as a command runs it."""
    return run_module("tests.gradle.building", how, str(project), str(state), *arguments)


def test_the_daemon_is_held_like_us(project: Path, scratch: Path) -> None:
    told = sealed(project, scratch / "state", "help")
    assert told["code"] == 0, told["said"]
    ((process, seen),) = told["daemons"].items()
    assert (seen["Seccomp"], seen["NoNewPrivs"]) == ("2", "1")
    assert seen["network"] == network(process) == told["network"] != network("self")


def test_a_daemon_outside_is_not_used(project: Path, scratch: Path) -> None:
    home = scratch / "theirs" / "home"
    environment = {**os.environ, "GRADLE_USER_HOME": str(home), "JAVA_HOME": str(find_java(home))}
    command = [str(find_gradle(home).program), "--offline", "--daemon", "-q", "help"]
    subprocess.run(command, cwd=project, env=environment, capture_output=True, check=True)
    (outer,) = daemons(home)
    told = sealed(project, scratch / "state", "help")
    assert told["code"] == 0, told["said"]
    assert str(outer.process) not in told["daemons"]
    assert [one.process for one in daemons(home)] == [outer.process]  # theirs lives on
    end([outer])


def test_a_daemon_that_was_open_is_ended(project: Path, scratch: Path) -> None:
    before = sealed(project, scratch / "state", "help", how="open")
    (outer,) = before["daemons"]
    told = sealed(project, scratch / "state", "help")
    assert told["code"] == 0, told["said"]
    assert list(told["daemons"]) != [outer]
    assert not Path("/proc", outer).exists() or "Z" in Path("/proc", outer, "stat").read_text()


INIT_SCRIPT = "allprojects { println 'an init script ran' }\n"


def test_init_scripts_do_not_run(
    project: Path, scratch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADLE_USER_HOME", raising=False)
    write(tmp_path / "home" / ".gradle", {"init.d/theirs.gradle": INIT_SCRIPT})
    write(scratch / "state" / "home", {"init.gradle": INIT_SCRIPT})
    told = sealed(project, scratch / "state", "help")
    assert told["code"] == 0
    assert "an init script ran" not in told["said"]


SWITCHES = """
task show { doLast {
    println 'offline ' + gradle.startParameter.offline
    ['android.builder.sdkDownload', 'org.gradle.java.installations.auto-download',
     'kotlin.compiler.execution.strategy'].each { println it + ' ' + project.findProperty(it) }
} }
"""


def test_the_build_is_told_not_to_try(scratch: Path) -> None:
    write(scratch / "project", {"settings.gradle": "", "build.gradle": SWITCHES})
    said = sealed(scratch / "project", scratch / "state", "show")["said"]
    for line in (
        "offline true",
        "android.builder.sdkDownload false",
        "org.gradle.java.installations.auto-download false",
        "kotlin.compiler.execution.strategy in-process",
    ):
        assert line in said.splitlines()


def processes(words: str) -> list[str]:
    """The numbers of the processes with these words in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        found += [entry.parent.name] if words in line else []
    return found


KOTLIN_PLUGIN = Path("/usr/share/maven-repo/org/jetbrains/kotlin/kotlin-gradle-plugin")
KOTLIN = """
buildscript {
    repositories { maven { url 'file:///usr/share/maven-repo' } }
    dependencies { classpath 'org.jetbrains.kotlin:kotlin-gradle-plugin:debian' }
}
apply plugin: 'kotlin'
repositories { maven { url 'file:///usr/share/maven-repo' } }
dependencies { compile 'org.jetbrains.kotlin:kotlin-stdlib:debian' }
compileKotlin { kotlinOptions { jvmTarget = '1.8' } }
"""
STRATEGY = "kotlin.compiler.execution.strategy"


@pytest.mark.parametrize(("strategy", "number"), [("", 0), ("daemon", 1)])
def test_kotlin_is_compiled_in_the_daemon(scratch: Path, strategy: str, number: int) -> None:
    if not KOTLIN_PLUGIN.is_dir():
        pytest.skip("no Kotlin plugin for Gradle is in `/usr/share/maven-repo`")
    files = {"settings.gradle": "", "build.gradle": KOTLIN}
    write(scratch / "project", {**files, "src/main/kotlin/A.kt": "class A\n"})
    control = (f"-P{STRATEGY}={strategy}", f"-D{STRATEGY}={strategy}") if strategy else ()
    told = sealed(scratch / "project", scratch / "state", "compileKotlin", *control)
    assert told["code"] == 0, told["said"]
    assert (scratch / "project/build/classes/kotlin/main/A.class").exists()
    compilers = [one for one in processes("KotlinCompileDaemon") if network(one) == told["network"]]
    assert len(compilers) == number


HANGING = """
task hang { doLast { ['sleep', '98765'].execute().waitFor() } }
"""


def test_a_build_that_hangs_is_ended_whole(scratch: Path) -> None:
    write(scratch / "project", {"settings.gradle": "", "build.gradle": HANGING})
    build = Build.find(scratch / "project", scratch / "state", warm=True)
    build.run(["help"], 240)
    with pytest.raises(UserError, match="did not end within 8 seconds"):
        build.run(["hang"], 8)
    assert daemons(build.home.user) == []
    assert processes("sleep 98765") == []
