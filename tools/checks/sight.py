"""Who sees a declaration: visibility of Kotlin and Java, and modules."""

from tools.checks.base import Context
from tools.references.source import Source
from tools.syntax.symbols import Symbol

LEVELS = {"private": 2, "internal": 1}
"""How few see it; what is not here counts as seen by all."""


def barrier(context: Context, one: Symbol) -> Symbol:
    """The declaration, of this one and those around it, that the fewest see."""
    around, owner = [one], one.owner
    while owner:
        around += context.facts.symbol(owner)[:1]
        owner = around[-1].owner if around[-1].qualified == owner else ""
    return max(around, key=lambda each: LEVELS.get(each.visibility, 0))


def is_seen(context: Context, source: Source, one: Symbol, at: int) -> bool:
    """Whether code of a file sees a declaration from a place."""
    chain, owner = [one], one.owner
    while owner:
        around = [each for each in context.facts.symbol(owner) if each.path == one.path][:1]
        chain += around
        owner = around[0].owner if around else ""
    return all(_sees(context, source, each, at) for each in chain)


def _sees(context: Context, source: Source, one: Symbol, at: int) -> bool:
    if one.visibility == "private":
        if one.path != source.path:
            return False
        return not one.owner or source.java or _is_inside(source, one, at)
    if one.visibility == "internal" and not source.java:
        homes = {each.path for each in context.project.modules_of(one.path)}
        own = {each.path for each in context.project.modules_of(source.path)}
        return not homes or not own or bool(homes & own)
    return True


def _is_inside(source: Source, one: Symbol, at: int) -> bool:
    """Whether a place is in the type that a private member is of; a companion's is of its type."""
    owner = one.owner.removesuffix(".Companion")
    return at < source.header_end or any(
        each.qualified == owner and each.start <= at < each.end for each in source.parsed.symbols
    )
