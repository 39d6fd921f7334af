"""What a team told Lint and detekt to ignore, so that we do not say the same.

Only what a check of ours shares with an issue of theirs is silenced, and never what blocks: code
that cannot be built stays so whatever a baseline says.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from tools.linters.settings import detekt_ids, folders_above
from tools.linters.switched import Switched, by_detekt, by_scripts

Read = Callable[[str], str | None]

SAME: dict[str, tuple[str, ...]] = {
    "RES-02": ("UnknownId",),
    "RES-04": ("DuplicateDefinition", "DuplicateIds"),
    "RES-07": ("StringEscaping",),
    "RES-09": ("StringFormatMatches", "StringFormatCount", "StringFormatInvalid"),
    "RES-10": ("StringFormatMatches",),
    "RES-11": ("ExtraTranslation", "MissingDefaultResource"),
    "RES-12": ("MissingTranslation",),
    "RES-14": ("MissingQuantity", "UnusedQuantity", "ImpliedQuantity"),
    "RES-15": ("HardcodedText", "SetTextI18n"),
    "RES-16": ("UnusedResources",),
    "RES-20": ("ContentDescription", "RtlHardcoded", "LabelFor"),
    "MAN-02": ("Registered",),
    "MAN-03": ("IntentFilterExportedReceiver",),
    "MAN-04": ("MissingPermission",),
    "MAN-05": ("HardcodedDebugMode", "ExportedService"),
    "MAN-06": ("SystemPermissionTypo", "ProtectedPermissions"),
    "KT-07": ("InvalidPackageDeclaration",),
    "KT-10": ("UnusedImports", "UnusedImport", "WildcardImport", "no-unused-imports"),
    "KT-16": ("NotImplementedDeclaration",),
    "KT-17": ("IgnoreWithoutReason",),
    "KT-18": ("GlobalCoroutineUsage",),
    "KT-19": ("SleepInsteadOfDelay",),
    "KT-20": ("InjectDispatcher", "RawDispatchersUse"),
    "KT-21": ("SuspendFunSwallowedCancellation", "SwallowedException", "EmptyCatchBlock"),
    "KT-22": ("UnsafeCallOnNullableType", "StaticFieldLeak", "FragmentLiveDataObserve"),
    "KT-23": ("NewApi", "InlinedApi"),
    "KT-24": ("Deprecation",),
    "KT-25": ("UnspecifiedImmutableFlag", "UnspecifiedRegisterReceiverFlag"),
    "CMP-03": ("UnrememberedMutableState", "RememberStateMissing"),
    "CMP-04": ("ModifierMissing", "ComposeModifierMissing"),
    "CMP-05": ("ModifierParameter", "ModifierReused", "ParameterOrder"),
    "CMP-10": ("PreviewPublic", "UsingMaterialAndMaterial3Libraries"),
    "GR-02": ("SimilarGradleDependency",),
    "GR-03": ("UseTomlInstead",),
    "GR-07": ("GradleDynamicVersion",),
    "GR-10": ("GradleDeprecated", "JcenterRepositoryObsolete"),
    "GR-11": ("BomWithoutPlatform",),
    "GR-12": ("Proguard",),
    "SEC-01": ("SecretInSource", "PackagedPrivateKey"),
    "SEC-04": ("MergeMarker", "MangledCRLF", "ByteOrderMark", "BidiSpoofing"),
}
"""Our checks -> the issues of Lint, detekt and ktlint that say the same."""

_OF_LINT = ("RES-", "MAN-", "GR-", "SEC-", "KT-23", "KT-25")
"""Families whose issues are Lint's own."""
_LINT_FILES = ("lint.xml", "lint-baseline.xml", "lint/baseline.xml")
_ROOT_FILES = ("config/lint/lint.xml", "config/lint/baseline.xml", "config/lint.xml")
_DETEKT_ID = re.compile(r"<ID>(\w+):([^:<$]+)")


class Silence:
    """What is ignored in some files; `read` gives the text of a project's file."""

    def __init__(self, paths: Iterable[str], read: Read) -> None:
        self._paths = tuple(paths)
        self._read = read

    def covers(self, check: str, path: str) -> bool:
        """Whether what a check says of a file is silenced as an issue of another tool."""
        issues = SAME.get(check, ())
        if not issues:
            return False
        if check.startswith(_OF_LINT) and any(
            asked.isdisjoint(issues) and _matches(pattern, path)
            for asked, pattern in self._switched.only
        ):
            return True
        return any(
            issue in (*issues, "all") and _matches(pattern, path)
            for issue, pattern in self._ignored
        )

    @cached_property
    def _switched(self) -> Switched:
        return by_scripts(self._paths, self._read)

    @cached_property
    def _ignored(self) -> tuple[tuple[str, str], ...]:
        """Pairs of an issue and a pattern of paths."""
        found: list[tuple[str, str]] = []
        names = [f"{f}{name}" for f in folders_above(self._paths) for name in _LINT_FILES]
        for name in (*names, *_ROOT_FILES):
            text = self._read(name)
            if text is not None:
                found += _of_lint(text, _folder_of(name))
        found += self._switched.off
        for name, folder in self._switched.files:
            found += _of_lint(self._read(name) or "", folder)
        found += by_detekt(self._read)
        for one in detekt_ids(self._paths, self._read):
            if match := _DETEKT_ID.match(one):
                found.append((match[1], f"**/{match[2]}"))
        return tuple(found)


def _of_lint(text: str, folder: str) -> Iterator[tuple[str, str]]:
    """What a `lint.xml` or a baseline of Lint in a folder ignores."""
    from tools.syntax.xml import elements

    for issue in elements(text):
        name = issue.get("id")
        if issue.name != "issue" or not name:
            continue
        if issue.get("severity") == "ignore":
            yield name, f"{folder}**"
        for below in issue.children:
            if below.name == "location" and (file := below.get("file")):
                yield name, f"{folder}{file}"
            if below.name == "ignore" and (file := below.get("path")):
                yield name, f"{folder}{file}"


def _folder_of(name: str) -> str:
    """The folder that the paths in a file of Lint start from."""
    if name in _ROOT_FILES:
        return ""
    parts = name.split("/")[:-1]
    if parts[-1:] == ["lint"]:
        parts.pop()
    return "".join(f"{part}/" for part in parts)


def _matches(pattern: str, path: str) -> bool:
    """Globs as Lint has them; a path of a folder covers all below it."""
    flat = pattern.replace("/./", "/").replace("**/", "*").replace("**", "*")
    return fnmatchcase(path, flat) or fnmatchcase(path, f"{flat.rstrip('/')}/*")
