"""Git's own form of files: entries and blobs of HEAD and the index, and how text gets there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.errors import UserError
from tools.repo.git import Git, failure
from tools.repo.snapshot import Entry

_ATTRIBUTES = ("text", "eol", "filter", "ident", "working-tree-encoding")
_UNSET = ("unspecified", "unset")


@dataclass(frozen=True)
class Blob:
    """A file as git stores it: `mode` in octal as git writes it."""

    mode: str
    data: bytes


def head_entries(git: Git, commit: str, paths: Sequence[str]) -> dict[str, Entry]:
    """The entries of a commit (empty: of none) at these paths."""
    if not commit:
        return {}
    entries = {}
    for record in _records(git.run("ls-tree", "-z", commit, "--", *paths).text):
        about, _, path = record.partition("\t")
        mode, _, blob = about.split(" ")
        entries[path] = Entry(mode, blob)
    return entries


def index_entries(git: Git, paths: Sequence[str]) -> dict[str, Entry]:
    """The entries of the user's index at these paths."""
    entries = {}
    for record in _records(git.run("ls-files", "-s", "-z", "--", *paths).text):
        about, _, path = record.partition("\t")
        mode, blob, _ = about.split(" ")
        entries[path] = Entry(mode, blob)
    return entries


def read_blobs(git: Git, ids: Iterable[str]) -> dict[str, bytes]:
    """The contents of blobs by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    stdin = "".join(f"{wish}\n" for wish in wanted).encode()
    output = git.run("cat-file", "--batch", stdin=stdin, check=False).stdout
    blobs, at = {}, 0
    for wish in wanted:
        end = output.find(b"\n", at)
        told = output[at:end].split(b" ")
        if len(told) != 3:
            hint = "fetch the missing objects while online, then try again"
            raise UserError(f"the object `{wish[:10]}` is not in this repository", hint)
        size = int(told[2])
        blobs[wish] = output[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return blobs


def write_blobs(git: Git, contents: Sequence[bytes]) -> list[str]:
    """Store contents as blobs, as they are; their ids in the same order."""
    if not contents:
        return []
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="offdroid-") as folder:
        names = []
        for number, data in enumerate(contents):
            place = Path(folder, str(number))
            place.write_bytes(data)
            names.append(f"{place}\n")
        stdin = "".join(names).encode()
        return git.run(
            "hash-object", "-w", "--no-filters", "--stdin-paths", stdin=stdin
        ).text.split()


def to_index_info(git: Git, blobs: Mapping[str, Blob | None]) -> bytes:
    """What `git update-index -z --index-info` reads to set these paths; None removes one."""
    kept = {path: blob for path, blob in blobs.items() if blob}
    ids = dict(zip(kept, write_blobs(git, [blob.data for blob in kept.values()]), strict=True))
    lines = [f"0 {git.no_object}\t{path}\0" for path, blob in blobs.items() if not blob]
    lines += [f"{blob.mode} {ids[path]}\t{path}\0" for path, blob in kept.items()]
    return "".join(lines).encode("utf-8", "surrogateescape")


class Cleaner:
    """Turns work-tree bytes into git's form as `git add` would, for paths without filters."""

    def __init__(self, git: Git, paths: Sequence[str]) -> None:
        names = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
        done = git.run("check-attr", "-z", "--stdin", *_ATTRIBUTES, stdin=names)
        fields = _records(done.text)
        self._attributes = {
            (path, name): value
            for path, name, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True)
        }
        self._auto = git.line("config", "core.autocrlf") in ("true", "input")

    def obstacle(self, path: str) -> str:
        """Why the path has no form that could be computed here; empty where it has."""
        for name in ("filter", "ident", "working-tree-encoding"):
            value = self._attributes[path, name]
            if value not in _UNSET:
                return f"`{path}` goes through git's `{name}` attribute (`{value}`)"
        return ""

    def clean(self, path: str, data: bytes, in_index: bytes | None) -> bytes:
        """Git's form of `data`; `in_index` is what the index holds of the path."""
        if b"\r\n" not in data or not self._converts(path, data, in_index):
            return data
        return data.replace(b"\r\n", b"\n")

    def _converts(self, path: str, data: bytes, in_index: bytes | None) -> bool:
        text, eol = self._attributes[path, "text"], self._attributes[path, "eol"]
        if text == "unset":
            return False
        if text == "set" or text == "input" or (text == "unspecified" and eol not in _UNSET):
            return True
        if text != "auto" and not (text == "unspecified" and self._auto):
            return False
        binary = b"\0" in data or b"\r" in data.replace(b"\r\n", b"")
        return not binary and b"\r\n" not in (in_index or b"")


def changed_entries(git: Git, old: str, new: str) -> dict[str, tuple[Entry | None, Entry | None]]:
    """The paths that differ between two commits (empty: no files), with both entries."""
    trees = [commit or _empty_tree(git) for commit in (old, new)]
    done = git.run("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-ext-diff", *trees)
    fields = _records(done.text)
    changed = {}
    for about, path in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, old_blob, new_blob, _ = about.removeprefix(":").split(" ")
        changed[path] = (_entry(old_mode, old_blob), _entry(new_mode, new_blob))
    return changed


def _entry(mode: str, blob: str) -> Entry | None:
    return Entry(mode, blob) if mode.strip("0") else None


def _empty_tree(git: Git) -> str:
    done = git.run("hash-object", "-t", "tree", "-w", "--stdin")
    if done.code:
        raise failure("hash-object", done)
    return done.text.strip()


def _records(text: str) -> list[str]:
    return text.split("\0")[:-1]
