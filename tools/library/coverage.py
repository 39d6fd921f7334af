"""Whether all is known that libraries declare, so that a name they lack does not exist.

What a build puts on the class path is told by its own choice of versions, which nobody has made
here. So it counts only where the cache has one version of a library with code, none older than
what is asked for, and where the same is true of all that comes along with it.
"""

from collections.abc import Container, Iterable

from tools.library.gradle_cache import GradleCache, Resolved, archive_key, version_key

_ELSEWHERE = ("-android", "-jvm")


def unread(cache: GradleCache, wanted: Iterable[str], read: Container[str]) -> str:
    """The first library, of coordinates and of what these hand on, that is not known for sure.

    `read` are the keys of the archives that were read without a fault. "" where all are known.
    """
    found = {one.library: one for one in cache.resolved(wanted)}
    for one in found.values():
        if one.guessed or one.is_tool:
            continue
        others = [found[name] for end in _ELSEWHERE if (name := one.library + end) in found]
        if not one.archives and (one.holds_none or any(other.archives for other in others)):
            continue
        if not _is_certain(cache, one, read):
            return one.library
    return ""


def _is_certain(cache: GradleCache, one: Resolved, read: Container[str]) -> bool:
    if cache.versions_with_code(one.library) != [one.version]:
        return False
    if version_key(one.wanted) > version_key(one.version):
        return False
    return all(archive_key(archive.path) in read for archive in one.archives)
