"""What recipes refuse, and the reasons that they give."""

import pytest

from tests.tools.recipes.conftest import Make, changed
from tools.base import ToolFault
from tools.recipes import RecipeContext, run_recipe

FILES = {
    "settings.gradle.kts": 'include(":app", ":lib")',
    "app/build.gradle.kts": """
        plugins { id("com.android.application") }
        dependencies { implementation(project(":lib")) }
    """,
    "lib/build.gradle.kts": 'plugins { id("com.android.library") }',
    "app/src/main/kotlin/a/A.kt": """
        package a

        import android.app.Activity

        interface Repo { fun load() ; fun save() }
        class One : Repo { override fun load() {}; override fun save() {} }
        class Screen : Activity() { override fun onCreate(state: Bundle?) {} }
        class Vector { operator fun plus(other: Vector) = this }
        fun twice() = 1
        fun callIt(second: () -> Int) = twice() + second()
        class Extra
    """,
    "app/src/main/kotlin/b/B.kt": """
        package b

        import a.Extra
        import other.Text

        class Load { fun load() {} }
        fun draw(extra: Extra) = Text(extra)
    """,
    "app/src/main/java/a/Badge.java": """
        package a;

        import android.view.View;
        import lib.Reader;

        class Badge extends View { void onDraw(Object canvas) {} }
        class Tape extends Reader { void rewind() {} }
    """,
    "app/src/main/kotlin/b/Extra2.kt": "package b\n",
    "app/src/main/kotlin/a/Moved.kt": "package a\n\nclass Moved\n",
    "app/src/main/kotlin/a/Taken.kt": "package a\n",
}


@pytest.mark.parametrize(
    ("symbol", "to", "code", "sentence"),
    [
        ("Nothing", "Some", "unknown-symbol", "no symbol `Nothing`"),
        ("load", "fetch", "ambiguous", "`load` is declared 2 times: `a.One.load`, `b.Load.load`"),
        ("Repo", "class", "invalid-name", "`class` is a keyword"),
        ("Repo", "two words", "invalid-name", "`two words` is not a name"),
        ("Repo", "Repo", "noop", "`Repo` has this name already"),
        ("Repo.load", "save", "conflict", "`save` already exists in `app/src/main/kotlin/a/A.kt`"),
        ("One", "Repo", "conflict", "`Repo` already exists in `app/src/main/kotlin/a/A.kt`"),
        ("Extra", "Text", "conflict", "`Text` already exists in `app/src/main/kotlin/b/B.kt`"),
        ("twice", "second", "conflict", "`second` already exists in `app/src/main/kotlin/a/A.kt`"),
        ("Moved", "Taken", "conflict", "`app/src/main/kotlin/a/Taken.kt` already exists"),
        ("Screen.onCreate", "begin", "fixed-name", "overrides a member of a type outside"),
        ("Badge.onDraw", "paint", "fixed-name", "may override a member of a type outside"),
        ("Tape.rewind", "back", "fixed-name", "may override a member of a type outside"),
        ("Vector.plus", "add", "fixed-name", "`Vector.plus` is an operator"),
    ],
)
def test_a_rename_that_cannot_be_certain(
    project: Make, symbol: str, to: str, code: str, sentence: str
) -> None:
    context = project(FILES)
    with pytest.raises(ToolFault) as fault:
        run_recipe("rename-symbol", context, {"symbol": symbol, "to": to})
    assert fault.value.code == code
    assert sentence in str(fault.value)
    assert changed(context) == {}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"dependency": "a:b:1", "module": ":nowhere"}, "unknown-module"),
        ({"dependency": "a:b", "module": ":app"}, "version"),
        ({"dependency": "libs.a", "module": ":app"}, "unknown-alias"),
        ({"dependency": ":app", "module": ":lib"}, "cycle"),
        ({"dependency": ":lib", "module": ":lib"}, "cycle"),
        ({"dependency": "a:b:1", "module": ":app", "configuration": "x y"}, "configuration"),
    ],
)
def test_a_dependency_that_cannot_be_added(
    project: Make, arguments: dict[str, str], code: str
) -> None:
    context = project(FILES)
    with pytest.raises(ToolFault) as fault:
        run_recipe("add-dependency", context, arguments)
    assert fault.value.code == code
    assert changed(context) == {}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "arguments"),
        ({"text": "No such text"}, "not-found"),
        ({"path": "Missing.kt"}, "not-found"),
        ({"module": "nowhere"}, "unknown-module"),
    ],
)
def test_texts_that_are_not_there(
    sample: RecipeContext, arguments: dict[str, str], code: str
) -> None:
    with pytest.raises(ToolFault) as fault:
        run_recipe("extract-strings", sample, arguments)
    assert fault.value.code == code


def test_a_module_without_namespace_is_listed(project: Make) -> None:
    context = project(
        {
            "settings.gradle.kts": 'include(":app")',
            "app/build.gradle.kts": 'plugins { id("com.android.application") }',
            "app/src/main/kotlin/a/A.kt": 'package a\n\n@Composable fun A() { Text("Hello") }\n',
        }
    )
    outcome = run_recipe("extract-strings", context, {"text": "Hello"})
    assert [mention.reason for mention in outcome.listed] == [
        "the namespace of its module is not known"
    ]
    assert changed(context) == {}


@pytest.mark.parametrize(
    ("name", "arguments", "code", "near"),
    [
        ("rename-symbols", {}, "unknown-recipe", "rename-symbol"),
        ("rename-symbol", {"symbol": "A"}, "arguments", "to"),
        ("rename-symbol", {"symbol": "A", "to": "B", "too": "C"}, "arguments", "to"),
        ("rename-symbol", {"symbol": "A", "to": " "}, "arguments", "to"),
    ],
)
def test_a_call_that_is_not_one(
    sample: RecipeContext, name: str, arguments: dict[str, str], code: str, near: str
) -> None:
    with pytest.raises(ToolFault) as fault:
        run_recipe(name, sample, arguments)
    assert fault.value.code == code
    assert near in str(fault.value.values["near"])


MULTIPLATFORM = {
    "settings.gradle.kts": 'include(":shared")',
    "shared/build.gradle.kts": """
        plugins { kotlin("multiplatform") }
        kotlin { sourceSets { commonTest.dependencies { implementation("a:b:1") } } }
        dependencies { kspAndroid("a:c:1") }
    """,
}


def test_a_multiplatform_module_needs_a_block_of_its_source_set(project: Make) -> None:
    context = project(MULTIPLATFORM)
    arguments = {"dependency": "x:y:1", "module": ":shared"}
    with pytest.raises(ToolFault, match="source set `commonMain`") as fault:
        run_recipe("add-dependency", context, arguments)
    assert "commonMain.dependencies" in str(fault.value.values["hint"])
    assert changed(context) == {}
    outcome = run_recipe(
        "add-dependency", context, arguments | {"configuration": "testImplementation"}
    )
    assert outcome.sentence == (
        'added `implementation("x:y:1")` to `commonTest` of `shared/build.gradle.kts`'
    )
