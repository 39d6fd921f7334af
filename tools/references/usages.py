"""Who uses what a name means: `usages` takes any form in which a person writes a name."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tools.references.gradle_uses import alias_uses, aliases_named, module_uses, modules_named
from tools.references.library_uses import imported_names, imported_uses, package_uses
from tools.references.manifest_uses import manifest_uses
from tools.references.project import Code
from tools.references.receivers import Receivers
from tools.references.resource_uses import (
    resource_names,
    resource_uses,
    resources_named,
    written_resource,
)
from tools.references.symbol_uses import declaration, symbol_uses
from tools.references.target import find_targets
from tools.references.usage import Found, Usages

if TYPE_CHECKING:
    from tools.index.view import Facts

SEARCHED = 12
"""How many declarations of one name are searched for their uses."""

_NEAR = 5


def usages(facts: "Facts", name: str) -> Usages:
    """Everything that a name can mean, with who uses it.

    `name`: simple, qualified or `Owner.member`; `R.string.x`, `string/x` or `@string/x`;
    `:module:path`; `libs.androidx.core.ktx` or the alias as the catalog has it; a permission.
    """
    code = Code(facts, facts)
    name = name.strip().strip("`").removesuffix("()")
    found = tuple(_found(code, name)) if name else ()
    return Usages(found, () if found else tuple(_near(code, name)))


def _found(code: Code, name: str) -> Iterator[Found]:
    if resource := written_resource(name):
        yield from _resources(code, [resource])
        return
    yield from (module_uses(code, module) for module in modules_named(code, name))
    if name.startswith((":", "projects.")):
        return
    aliases = aliases_named(code, name)
    yield from (alias_uses(code, catalog, alias) for catalog, alias in aliases)
    if aliases and "." in name:
        return
    yield from _symbols(code, name)
    yield from _resources(code, resources_named(code, name))
    yield from (imported_uses(code, full) for full in imported_names(code, name))
    yield from manifest_uses(code, name)
    if package := package_uses(code, name):
        yield package


def _resources(code: Code, named: Iterable[tuple[str, str]]) -> Iterator[Found]:
    for kind, name in named:
        if one := resource_uses(code, kind, name):
            yield one


def _symbols(code: Code, name: str) -> Iterator[Found]:
    receivers = Receivers(code)
    targets = find_targets(code, name)
    for target in targets:
        if len(targets) <= SEARCHED:
            yield symbol_uses(receivers, target)
        else:
            yield declaration(code, target)


def _near(code: Code, name: str) -> list[str]:
    """Names of the kind that was asked for, the most similar first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, _known(code, name), scorer=fuzz.ratio, limit=_NEAR, score_cutoff=60
    )
    return [str(match[0]) for match in found]


def _known(code: Code, name: str) -> list[str]:
    project = code.facts.project()
    if resource := written_resource(name):
        prefix = name.removesuffix(resource[1])
        names = (one.partition("/") for one in resource_names(code))
        return [f"{prefix}{one}" for kind, _, one in names if kind == resource[0]]
    if name.startswith((":", "projects.")):
        return [one.path if name[0] == ":" else one.accessor for one in project.modules]
    aliases = [(catalog, alias) for catalog in project.catalogs for alias in catalog.aliases]
    if name.partition(".")[0] in {catalog.name for catalog, _ in aliases}:
        return [f"{catalog.name}.{alias.accessor}" for catalog, alias in aliases]
    known = [*code.facts.names(), *(one.partition("/")[2] for one in resource_names(code))]
    if "." in name:
        last = name.rpartition(".")[2]
        known = sorted(
            {s.qualified for one in set(known) if _alike(one, last) for s in code.named(one)}
        )
    return [*dict.fromkeys([*known, *(alias.name for _, alias in aliases)])]


def _alike(one: str, other: str) -> bool:
    return one.lower()[:3] == other.lower()[:3] and abs(len(one) - len(other)) < 4
