"""Names that annotation processors make, worked out from what is annotated.

Room, Dagger and Hilt, Anvil, Moshi, Glide, Showkase, AutoValue, Epoxy, ObjectBox, Circuit,
kotlin-inject and Kotlin's serialization have names of their own. Whatever else is called
`Annotated_Something` is taken for the work of a processor of the project.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from tools.syntax.symbols import Symbol


class Declared(Protocol):
    """What is asked about the declarations of a project."""

    def symbol(self, qualified: str) -> Sequence[Symbol]:
        """The declarations of a full name."""

    def members(self, qualified: str) -> Sequence[Symbol]:
        """What is declared in a type."""

    def package_symbols(self, package: str) -> Sequence[Symbol]:
        """The top-level declarations of a package."""


_OF_TYPES = (
    (r"(\w+)_Impl", "Dao Database AssistedFactory"),
    (r"(\w+)_AutoMigration_\d+_\d+_Impl", "Database"),
    (r"Dagger(\w+)", "Component MergeComponent"),
    (r"Hilt_(\w+)", "AndroidEntryPoint HiltAndroidApp"),
    (r"(\w+)_GeneratedInjector", "AndroidEntryPoint HiltAndroidApp EarlyEntryPoint"),
    (r"(\w+)_HiltModules", "HiltViewModel"),
    (r"(\w+)_(?:HiltModule|AssistedFactory)", "HiltWorker"),
    (r"(\w+)_MembersInjector", "AndroidEntryPoint HiltAndroidApp"),
    (r"(\w+)JsonAdapter", "JsonClass"),
    (r"AutoValue_(\w+)", "AutoValue"),
    (r"(\w+?)(?:Model)?_", "EpoxyModelClass ModelView Entity EActivity EFragment EBean"),
    (r"(\w+)Codegen", "ShowkaseRoot"),
    (r"(\w+)Factory", "CircuitInject"),
)
_TYPES = tuple((re.compile(made), frozenset(by.split())) for made, by in _OF_TYPES)
_OF_PACKAGES = {
    "getBrowserIntent": "ShowkaseRoot",
    "getMetadata": "ShowkaseRoot",
    "create": "Component",
    "GlideApp": "GlideModule",
    "GlideRequest": "GlideModule",
    "GlideRequests": "GlideModule",
    "GlideOptions": "GlideModule",
    "MyObjectBox": "Entity",
}
_INJECTED = re.compile(r"(\w+)_(Factory|MembersInjector)")
_PROVIDED = re.compile(r"(\w+)_(\w+)Factory")
_PARTED = re.compile(r"([A-Z]\w*?)_[A-Z]\w*")
_CONSTRUCTOR = re.compile(r"@(?:[\w.]+\.)?(?:Assisted)?Inject\b[^(]*\bconstructor\b")
_PLAIN = frozenset(
    "Composable Deprecated Immutable Inject JvmInline Keep Module OptIn Parcelize RequiresApi"
    " RunWith Serializable Singleton Stable Suppress SuppressLint SuppressWarnings"
    " VisibleForTesting".split()
)
_ELSEWHERE = _PLAIN.union(*(by for _, by in _TYPES), _OF_PACKAGES.values())
"""Annotations of which a processor makes nothing, or what is told above."""


def processed(name: str, declared: Declared) -> Symbol | None:
    """What is annotated so that a processor makes this full name; None where nothing is."""
    package, _, simple = name.rpartition(".")
    if simple in _OF_PACKAGES:
        found = declared.package_symbols(package)
        return next(iter(_annotated(found, {_OF_PACKAGES[simple]})), None)
    if simple == "serializer":
        found = declared.symbol(package.removesuffix(".Companion"))
        return next(iter(_annotated(found, {"Serializable"})), None)
    if not simple[:1].isupper():
        return None
    for made, by in _TYPES:
        if match := made.fullmatch(simple):
            found = _named(package, match[1], declared)
            if annotated := _annotated(found, by):
                return annotated[0]
    return _injected(package, simple, declared) or _parted(package, simple, declared)


def _injected(package: str, simple: str, declared: Declared) -> Symbol | None:
    """The class that Dagger makes a factory or an injector for, or the module that provides."""
    if match := _INJECTED.fullmatch(simple):
        for one in _named(package, match[1], declared):
            if _CONSTRUCTOR.search(one.signature):
                return one
            if _annotated(declared.members(one.qualified), {"Inject", "AssistedInject"}):
                return one
    if match := _PROVIDED.fullmatch(simple):
        function = match[2][:1].lower() + match[2][1:]
        for one in _named(package, match[1], declared):
            members = [it for it in declared.members(one.qualified) if it.name == function]
            if _annotated(members, {"Provides", "Produces"}):
                return one
    return None


def _parted(package: str, simple: str, declared: Declared) -> Symbol | None:
    """An annotated type whose name begins this one, up to an underscore."""
    match = _PARTED.fullmatch(simple)
    for one in declared.symbol(f"{package}.{match[1]}") if match else ():
        if set(map(_last, one.annotations)) - _ELSEWHERE:
            return one
    return None


def _named(package: str, stem: str, declared: Declared) -> Sequence[Symbol]:
    """The types of a name in which `_` may stand between those that are nested."""
    found = declared.symbol(f"{package}.{stem}")
    return found or (declared.symbol(f"{package}.{stem.replace('_', '.')}") if "_" in stem else ())


def _annotated(found: Iterable[Symbol], names: set[str] | frozenset[str]) -> list[Symbol]:
    return [one for one in found if not names.isdisjoint(map(_last, one.annotations))]


def _last(annotation: str) -> str:
    return annotation.rpartition(".")[2]
