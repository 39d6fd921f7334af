"""`index --exact`: what the user's own Gradle tells of the modules, kept in the index."""

from agent import output
from agent.app import Place, gradle_folder, living_of
from agent.events import Noted
from agent.row import counted
from tools.errors import UserError
from tools.gradle.build import Build
from tools.gradle.exact import archives, ask
from tools.index import Index


def ask_gradle(place: Place, opened: Index, sink: output.Sink) -> None:
    """Run the build's configuration, and prefer what it tells from now on.

    Raises `UserError` where Java, Gradle or an SDK is missing, or where the build fails.
    """
    project = opened.project()
    if not project.modules:
        raise UserError("no Gradle build was found", "give the project's folder with `--path`")
    if not place.sealed.has_loopback:
        raise UserError(
            "Gradle cannot run here: this seal leaves it no loopback",
            "`docs/security.md` says what a system lacks then",
        )
    root = place.root / project.builds[0]
    warm = place.sealed.tier == "namespace"
    build = Build.find(root, gradle_folder(place.root), warm=warm)
    if build.gradle.note:
        sink(Noted(build.gradle.note, warning=True))
    sink(Noted(f"asking Gradle {build.gradle.version}, offline; a first time takes a while"))
    told = ask(build, opened.root)
    opened.keep_told(told)
    if warm:
        for daemon in build.living():
            living_of(place.root).remember(daemon)
    seen = f"{counted(len(told), 'module')} and {counted(archives(told), 'archive')} of libraries"
    sink(Noted(f"Gradle told of {seen}; this holds until a build file changes"))
