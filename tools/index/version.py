"""The index of a work tree as it answers for another version of the same project."""

from typing import TYPE_CHECKING

from tools.index.index import Index
from tools.index.view import Edited, Facts

if TYPE_CHECKING:
    from tools.android.project import Project


class VersionIndex(Index):
    """An index of the version `base`; drafts over it are drafts over that version."""

    def __init__(self, index: Index, base: Edited) -> None:
        super().__init__(index.root, index.store)
        self._index = index
        self._base = base
        self._head = Facts(index, base)
        self._drafted: tuple[Edited, Facts] | None = None

    def view(self, draft: Edited | None = None) -> Facts:
        """Questions about the version, or about a draft over it."""
        if draft is None:
            return self._head
        if self._drafted is None or self._drafted[0] is not draft:
            self._drafted = (draft, Facts(self._index, _Both(self._base, draft)))
        return self._drafted[1]

    def project(self) -> "Project":
        """Modules, dependencies and catalogs of the version."""
        return self._head.project()

    def paths(self) -> set[str]:
        """Every file of the version."""
        return set(self._head.paths())

    def text(self, path: str) -> str:
        """The text of a file of the version."""
        return self._head.text(path)


class _Both:
    """A draft over a version, as an edit of the work tree."""

    def __init__(self, base: Edited, draft: Edited) -> None:
        self._base = base
        self._draft = draft

    @property
    def revision(self) -> int:
        return self._draft.revision

    @revision.setter
    def revision(self, value: int) -> None:
        self._draft.revision = value

    def changed(self) -> tuple[str, ...]:
        return tuple(sorted({*self._base.changed(), *self._draft.changed()}))

    def exists(self, path: str) -> bool:
        return self._draft.exists(path)

    def text(self, path: str) -> str:
        return self._draft.text(path)
