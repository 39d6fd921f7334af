"""Which types give the member that is renamed, and which files may have to do with them."""

from tools.references.receivers import Receivers
from tools.references.source import Source
from tools.references.target import Target
from tools.references.verdict import CERTAIN, OTHER, Verdict, doubt

UNKNOWN = doubt("the type left of the dot is not certain")


def reaches(receivers: Receivers, target: Target, name: str) -> bool:
    """Whether the member of a type is the target."""
    if name in target.covers:
        return True
    return any(parent in target.covers for parent in receivers.code.ancestors(name))


def may_mean(receivers: Receivers, target: Target, source: Source) -> bool:
    """Whether the name may mean the target in a file, where the receiver does not say.

    It does if nothing else has the name, or if the file names one of the types or a declaration
    that gives or takes one.
    """
    named = receivers.code.named(target.name)
    if all(symbol.qualified in target.qualified for symbol in named):
        return True
    return not source.vocabulary.isdisjoint(receivers.bearers(target.covers) - {target.name})


def after_check(receivers: Receivers, target: Target, found: str) -> Verdict:
    """A supertype of the target's is the receiver: a check may have made it more exact."""
    code = receivers.code
    above = any(found in code.ancestors(name) for name in target.owners)
    if not above or code.members(found, target.name):
        return OTHER
    having = [name for name in code.descendants(found) if code.members(name, target.name)]
    if all(reaches(receivers, target, name) for name in having):
        return CERTAIN
    return doubt("only a check before it says what type this is")
