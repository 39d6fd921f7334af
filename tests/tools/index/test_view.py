"""Questions: from the index, and from a draft that changed meanwhile."""

from collections import Counter
from pathlib import Path

from tests.tools.index.conftest import write
from tools.index import Index, outline
from tools.repo.draft import Draft
from tools.repo.tree import FolderTree

LOGIN = "app/src/main/kotlin/shop/app/LoginScreen.kt"
SESSIONS = "core/data/src/main/kotlin/shop/data/SessionRepository.kt"
STRINGS = "app/src/main/res/values/strings.xml"


def test_declarations_by_name_owner_and_package(index: Index) -> None:
    facts = index.view()

    assert [s.path for s in facts.symbols("SessionRepository")] == [SESSIONS]
    assert facts.symbol("shop.data.SessionRepository.loginUser")[0].kind == "function"
    assert [s.name for s in facts.package_symbols("shop.data")] == [
        "SessionRepository",
        "SessionRepositoryTest",
    ]
    assert [(one.folder, one.package) for one in facts.packages_below("app")] == [
        ("app/src/main/kotlin/shop/app", "shop.app")
    ]


def test_uses_of_a_name(index: Index) -> None:
    uses = index.view().uses("loginUser")

    assert [(path, use.line, use.receiver) for path, use in uses] == [
        (LOGIN, 6, "sessions"),
        ("core/data/src/test/kotlin/shop/data/SessionRepositoryTest.kt", 4, "SessionRepository()"),
    ]
    assert [use.name for path, use in index.view().uses("name") if path == LOGIN] == ["name"]


def test_imports_are_counted(index: Index) -> None:
    facts = index.view()

    assert facts.imports_of("SessionRepository") == Counter({"shop.data.SessionRepository": 1})
    assert facts.importers("shop.data.SessionRepository") == [LOGIN]


def test_resources_and_who_shows_them(index: Index) -> None:
    facts = index.view()

    assert {r.qualifier: r.value for r in facts.resources("string", "welcome_back")} == {
        "": "Welcome back",
        "de": "Willkommen",
    }
    assert [(r.path, r.line, r.holder) for r in facts.resource_refs("string", "welcome_back")] == [
        (LOGIN, 7, "R")
    ]
    assert facts.resource_refs("string", "nope") == []
    assert len(facts.resources("string")) == 2


def test_a_draft_answers_with_its_new_text(index: Index) -> None:
    draft = Draft(FolderTree(index.root))
    facts = index.view(draft)
    assert facts.symbols("signIn") == []

    draft.write(SESSIONS, draft.text(SESSIONS).replace("loginUser", "signIn"))
    assert [s.name for s in facts.members("shop.data.SessionRepository")] == ["signIn"]
    assert facts.symbols("loginUser") == []
    draft.write(LOGIN, draft.text(LOGIN).replace("loginUser", "signIn"))
    assert [path for path, _ in facts.uses("signIn")] == [LOGIN]
    draft.create("app/src/main/kotlin/shop/app/More.kt", "package shop.app\n\nclass More\n")
    assert "More" in [s.name for s in facts.package_symbols("shop.app")]
    draft.delete(LOGIN)
    assert facts.file(LOGIN) is None
    assert facts.imports_of("SessionRepository") == Counter()
    assert facts.uses("signIn") == []
    assert index.view().symbols("loginUser") != []


def test_a_draft_changes_the_project(index: Index) -> None:
    draft = Draft(FolderTree(index.root))
    facts = index.view(draft)
    assert facts.namespaces() == {"shop.app", "shop.data"}
    assert facts.module_namespace(LOGIN) == "shop.app"

    draft.write("app/build.gradle.kts", draft.text("app/build.gradle.kts").replace("shop.app", "x"))
    assert facts.module_namespace(LOGIN) == "x"
    assert index.view().module_namespace(LOGIN) == "shop.app"


def test_search_finds_words_names_and_texts(index: Index) -> None:
    assert index.search("session repository")[0].path == SESSIONS
    assert index.search("rename loginUser")[0].path == SESSIONS
    hits = index.search('the "Welcome back" text')
    assert {hit.path for hit in hits[:2]} == {STRINGS, LOGIN}
    assert any("“welcome back”" in reason for hit in hits[:2] for reason in hit.reasons)
    assert all("values-de" not in hit.path for hit in index.search("willkommen welcome"))
    assert [s.name for s in index.search("repository login user")[0].symbols][:1] == ["loginUser"]
    assert index.search("") == []


def test_an_outline_has_signatures_and_lines(index: Index) -> None:
    facts = index.view()

    assert outline(facts, SESSIONS) == (
        "package shop.data\n4: class SessionRepository\n5:   fun loginUser(name: String)"
    )
    assert outline(facts, STRINGS) == "2: string/welcome_back = Welcome back"
    assert outline(facts, "nowhere.kt") == ""


def test_uses_of_names_that_are_no_single_terms(root: Path, index: Index) -> None:
    long = "aNameOf" + "x" * 50
    path = "app/src/main/kotlin/shop/app/Odd.kt"
    write(
        root, path, f"package shop.app\n\nval max_size = 1\nval {long} = max_size\nval a = {long}\n"
    )
    index.refresh()
    facts = index.view()

    assert [use.line for _, use in facts.uses("max_size")] == [4]
    assert [use.line for _, use in facts.uses(long)] == [5]
    assert LOGIN in facts.lacking("max_size")
    assert facts.lacking(long) == frozenset()


def test_what_a_draft_edits_may_hold_any_name(index: Index) -> None:
    draft = Draft(FolderTree(index.root))
    facts = index.view(draft)
    assert LOGIN in facts.lacking("signIn")

    draft.write(LOGIN, draft.text(LOGIN).replace("loginUser", "signIn"))
    assert LOGIN not in facts.lacking("signIn")
    assert LOGIN in facts.holding("signIn")


def test_files_that_say_a_name_as_it_is_written(index: Index) -> None:
    draft = Draft(FolderTree(index.root))
    facts = index.view(draft)
    assert facts.saying("loginUser") == [
        LOGIN,
        SESSIONS,
        "core/data/src/test/kotlin/shop/data/SessionRepositoryTest.kt",
    ]
    assert facts.saying("userLogin") == []

    draft.write(LOGIN, draft.text(LOGIN).replace("loginUser", "userLogin"))
    draft.delete(SESSIONS)
    assert facts.saying("userLogin") == [LOGIN]
    assert facts.saying("loginUser") == [
        "core/data/src/test/kotlin/shop/data/SessionRepositoryTest.kt"
    ]


def test_qualified_names_of_members_in_a_draft(index: Index) -> None:
    draft = Draft(FolderTree(index.root))
    facts = index.view(draft)
    name = "shop.data.SessionRepository"

    draft.write(SESSIONS, draft.text(SESSIONS).replace("loginUser", "signIn"))
    assert facts.symbol(f"{name}.loginUser") == []
    assert [one.path for one in facts.symbol(f"{name}.signIn")] == [SESSIONS]
    assert [one.kind for one in facts.symbol(name)] == ["class"]
    assert index.view().symbol(f"{name}.signIn") == []


def test_qualified_names_that_split_in_other_ways(root: Path, index: Index) -> None:
    write(root, "app/src/main/kotlin/Odd.kt", "package a\n\nclass b { class C }\n")
    write(root, "app/src/main/kotlin/C.kt", "package a.b\n\nclass C { fun `do.it`() = 1 }\n")
    index.refresh()
    facts = index.view()

    found = [one.path.rpartition("/")[2] for one in facts.symbol("a.b.C")]
    assert found == ["C.kt", "Odd.kt"]
    assert [one.kind for one in facts.symbol("a.b.C.do.it")] == ["function"]
