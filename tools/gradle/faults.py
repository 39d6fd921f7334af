"""Why a build failed, in one line, and what a person can do about it."""

import re
from collections.abc import Iterator

from tools.errors import UserError
from tools.process import Completed

_WRONG = re.compile(r"^\* What went wrong:\n(.+?)(?=^\* |\Z)", re.MULTILINE | re.DOTALL)
_SCRIPT = re.compile(r"^(?:e: |\s*Line \d+:|.*\.gradle: \d+: ).+", re.MULTILINE)
_MOST = 300
_ONCE = "run this build once while online, so that Gradle keeps what it downloads"

_HINTS = (
    (r"SDK location not found|SDK directory .* does not exist", "let `ANDROID_HOME` or `sdk.dir` "
     "in `local.properties` name an Android SDK"),
    (r"failed to find target|Failed to find Build Tools|Failed to install the following|"
     r"have not been accepted", "install that part of the Android SDK; it is never downloaded"),
    (r"No matching toolchains|Cannot find a Java installation|toolchain .*download",
     "install a JDK of that version; none is downloaded"),
    (r"class file major version|determine java version|requires (?:JDK|Java|JVM)",
     "let `JAVA_HOME` name a JDK that this Gradle runs on"),
    (r"offline mode|Plugin \[?.* was not found|Could not (?:resolve|find) ", _ONCE),
    (r"Network is unreachable|UnknownHost|Connection refused|Could not (?:GET|HEAD)|"
     r"Temporary failure in name", "the build asks the network, which is closed: " + _ONCE),
    (r"usable local IP", "this kind of seal leaves Gradle no loopback; `offdroid doctor` "
     "says more"),
)  # fmt: skip


def fault(ended: Completed) -> UserError:
    """The error of a build that failed: its first line of the reason."""
    told = ended.stderr.decode("utf-8", "replace") + "\n" + ended.stdout.decode("utf-8", "replace")
    lines = list(_reasons(told)) or ["Gradle did not say why"]
    cause = next((line.removeprefix("> ") for line in lines[1:] if line.startswith(">")), "")
    reason = f"{lines[0]}: {cause}" if cause else lines[0]
    hint = next((hint for pattern, hint in _HINTS if re.search(pattern, told)), "")
    return UserError(f"the build fails: {reason[:_MOST]}", hint)


def _reasons(told: str) -> Iterator[str]:
    """What went wrong, from the outermost to the cause; a script's own error comes first."""
    yield from (one.strip() for one in _SCRIPT.findall(told))
    for block in _WRONG.findall(told):
        yield from (line.strip().rstrip(".") for line in block.splitlines() if line.strip())
