"""GR-10: scripts use nothing that version 9 of the Android plugin took away.

What that is, and the property that brings it back, is in the plugin's release notes; `jcenter()`
went with version 9 of Gradle, which the plugin needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.checks.base import Check, Context, Finding, Fix, place

_SINCE = 9
_SCRIPTS = (".gradle", ".gradle.kts")
_KOTLIN = "android.builtInKotlin"
_DSL = "android.newDsl"
_ANDROID = "com.android."


@dataclass(frozen=True)
class _Removed:
    """`instead` is what is right; `kept` the property that, set to false, keeps the old.

    `new` replaces it; what is `superfluous` can go. With `android` it is a plugin, and wrong in
    modules of Android alone.
    """

    pattern: re.Pattern[str]
    instead: str
    kept: str = ""
    new: str = ""
    android: bool = False
    superfluous: bool = False


def _plugin(short: str, full: str) -> re.Pattern[str]:
    identity = re.escape(full)
    return re.compile(
        rf"\bid[ (]+[\"'](?:{identity}|kotlin-{short})[\"']|\bkotlin\(\"{short}\"\)"
        rf"|\bapply[ (]+plugin\s*[:=]\s*[\"'](?:{identity}|kotlin-{short})[\"']"
        rf"|\balias\(\s*[\w.]+\.plugins\.[\w.]+\s*\)"
    )


_REMOVED = (
    _Removed(
        _plugin("android", "org.jetbrains.kotlin.android"),
        "the Android plugin compiles Kotlin itself",
        _KOTLIN,
        android=True,
        superfluous=True,
    ),
    _Removed(
        _plugin("kapt", "org.jetbrains.kotlin.kapt"),
        "KSP, or the plugin `com.android.legacy-kapt`",
        _KOTLIN,
        android=True,
    ),
    _Removed(
        re.compile(r"\bkotlinOptions\b(?=\s*[{.])"), "`kotlin { compilerOptions { } }`", _KOTLIN
    ),
    _Removed(
        re.compile(
            r"\b(?:application|library|test|unitTest)Variants\b(?=\s*[.{])|\bvariantFilter\b"
        ),
        "`androidComponents { onVariants { } }`",
        _DSL,
    ),
    _Removed(re.compile(r"\bdexOptions\b(?=\s*\{)"), "nothing: D8 needs no options", _DSL),
    _Removed(
        re.compile(r"\bgetDefaultProguardFile[ (]+[\"'](proguard-android\.txt)[\"']"),
        "`proguard-android-optimize.txt`",
        "android.r8.proguardAndroidTxt.disallowed",
        "proguard-android-optimize.txt",
    ),
    _Removed(re.compile(r"\b(jcenter\(\))"), "`mavenCentral()`", new="mavenCentral()"),
)
_HINTS = ("android", "kapt", "kotlinOptions", "Variants", "variantFilter", "dexOptions", "jcenter")


def _find(context: Context) -> Iterator[Finding]:
    version = context.project.android_plugin
    if version is None or version < _SINCE:
        return
    for path in context.paths:
        if path.endswith(_SCRIPTS):
            text = context.facts.text(path)
            context.counted["GR-10"] += 1
            if any(hint in text for hint in _HINTS):
                yield from _in_script(context, path, text)


def _in_script(context: Context, path: str, text: str) -> Iterator[Finding]:
    from tools.syntax.gradle import read

    code = read(text).code
    off = _switched_off(context, path)
    for removed in _REMOVED:
        if removed.kept in off:
            continue
        for match in removed.pattern.finditer(text):
            if code[match.start()] == text[match.start()] and _counts(
                context, path, match, removed
            ):
                yield _finding(path, text, match, removed)


def _counts(context: Context, path: str, match: re.Match[str], removed: _Removed) -> bool:
    """Whether a plugin is applied here, to a module of Android, and is the one that is meant."""
    if not removed.android:
        return True
    end = match.string.find("\n", match.end())
    rest = match.string[match.end() : end if end >= 0 else None]
    home = context.project.module_of(path)
    if re.search(r"apply[ (]+false", rest) or home is None:
        return False
    if not any(one.startswith(_ANDROID) for one in home.plugins):
        return False
    accessor = re.fullmatch(r"alias\(\s*([\w.]+)\s*\)", match[0])
    if accessor is None:
        return True
    alias = context.project.alias(accessor[1], path)
    return alias is not None and bool(removed.pattern.match(f'id("{alias.target}")'))


def _switched_off(context: Context, path: str) -> frozenset[str]:
    """The properties that the build sets to false."""
    from tools.android.paths import join
    from tools.android.values import properties

    file = join(context.project.build_of(path), "gradle.properties")
    said = properties(context.written(file))
    return frozenset(name for name, value in said.items() if value.strip() == "false")


def _finding(path: str, text: str, match: re.Match[str], removed: _Removed) -> Finding:
    line, column = place(text, match.start())
    name = match[1] if removed.new else match[0]
    message = f"`{name}` went with version 9 of the Android plugin; {removed.instead}"
    fix = None
    if removed.new:
        fix = Fix(f"wrote `{removed.new}`", line=line, old=match[1], new=removed.new)
    elif removed.superfluous:
        lines = text.split("\n")[line - 1 : line + 1]
        fix = Fix(f"removed `{match[0]}`", line=line, old="\n".join(lines), new=lines[-1])
    return Finding("GR-10", "block", path, line, column, message, name, fix)


CHECK = Check(
    "GR-10",
    "block",
    "scripts use nothing that the Android plugin no longer has",
    _find,
    example="`kotlinOptions { jvmTarget = ... }` → `kotlin { compilerOptions { ... } }`",
)
