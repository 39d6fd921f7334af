"""What lint.xml and the baselines of Lint and detekt keep a review from repeating."""

import pytest

from tools.linters.silence import Silence

FILES = {
    "lint.xml": '<lint><issue id="UnusedResources" severity="ignore"/></lint>',
    "app/lint.xml": '<lint><issue id="MissingTranslation" severity="ignore"/>'
    '<issue id="HardcodedText"><ignore path="src/debug"/><ignore path="**/demo/**"/></issue>'
    '<issue id="NewApi" severity="error"/></lint>',
    "config/lint/lint.xml": '<lint><issue id="all"><ignore path="**/vendored/**"/></issue></lint>',
    "core/lint-baseline.xml": '<issues format="6"><issue id="ContentDescription" message="m">'
    '<location file="src/main/res/layout/row.xml" line="4"/></issue></issues>',
    "core/detekt-baseline.xml": "<SmellBaseline><CurrentIssues>"
    "<ID>UnsafeCallOnNullableType:Old.kt:Old$a!!</ID></CurrentIssues></SmellBaseline>",
    "config/detekt/baseline.xml": "<SmellBaseline><CurrentIssues>"
    "<ID>InjectDispatcher:Api.kt$Dispatchers.IO</ID><ID>Deprecation:Api.kt$old</ID>"
    "</CurrentIssues></SmellBaseline>",
}


@pytest.mark.parametrize(
    ("check", "path", "covered"),
    [
        ("RES-16", "core/src/main/res/values/strings.xml", True),
        ("RES-12", "app/src/main/res/values/strings.xml", True),
        ("RES-12", "core/src/main/res/values/strings.xml", False),
        ("RES-15", "app/src/debug/kotlin/A.kt", True),
        ("RES-15", "app/src/main/kotlin/demo/A.kt", True),
        ("RES-15", "app/src/main/kotlin/A.kt", False),
        ("KT-23", "app/src/main/kotlin/A.kt", False),
        ("RES-20", "core/src/main/res/layout/row.xml", True),
        ("RES-20", "core/src/main/res/layout/other.xml", False),
        ("KT-22", "core/src/main/kotlin/x/Old.kt", True),
        ("KT-22", "core/src/main/kotlin/x/New.kt", False),
        ("KT-20", "core/src/main/kotlin/x/Api.kt", True),
        ("KT-20", "core/vendored/x/Any.kt", True),
        ("KT-24", "core/src/main/kotlin/x/Api.kt", True),
        ("KT-24", "core/src/main/kotlin/x/New.kt", False),
        ("KT-99", "core/vendored/x/Any.kt", False),
    ],
)
def test_silenced(check: str, path: str, covered: bool) -> None:
    assert Silence([path], FILES.get).covers(check, path) is covered


SCRIPTS = {
    "app/build.gradle.kts": """
android {
    lint {
        disable += listOf(
            "MissingTranslation", // by the service
            "GradleDynamicVersion",
        )
        disable.add("HardcodedText")
        baseline = file("known/lint.xml")
        abortOnError = false
    }
    other { disable += "UnusedResources" }
}
""",
    "app/known/lint.xml": '<issues><issue id="ContentDescription">'
    '<location file="src/main/res/layout/row.xml"/></issue></issues>',
    "core/build.gradle": """
apply from: "../common.gradle"
// lint { disable "UnusedResources" }
""",
    "common.gradle": "android { lintOptions { disable 'UnusedResources',\n 'ExtraTranslation' } }",
    "only/build.gradle.kts": 'android { lint { checkOnly += listOf("NewApi", "ExtraTranslation")}}',
    "config/detekt/detekt.yml": """
coroutines:
  InjectDispatcher:
    active: false
  SleepInsteadOfDelay:
    active: true
    excludes: ['**/demo/**', "**/old/**"]
potential-bugs:
  UnsafeCallOnNullableType:
    active: true
    excludes:
      - '**/legacy/**'
    ignored: []
""",
}


@pytest.mark.parametrize(
    ("check", "path", "covered"),
    [
        ("RES-12", "app/src/main/res/values/strings.xml", True),
        ("RES-12", "core/src/main/res/values/strings.xml", False),
        ("RES-15", "app/src/main/kotlin/A.kt", True),
        ("RES-16", "app/src/main/res/values/strings.xml", False),
        ("RES-20", "app/src/main/res/layout/row.xml", True),
        ("RES-20", "app/src/main/res/layout/other.xml", False),
        ("RES-16", "core/src/main/res/values/strings.xml", True),
        ("RES-11", "core/src/main/res/values-de/strings.xml", True),
        ("RES-16", "only/src/main/res/values/strings.xml", True),
        ("RES-11", "only/src/main/res/values-de/strings.xml", False),
        ("KT-23", "only/src/main/kotlin/A.kt", False),
        ("KT-22", "only/src/main/kotlin/A.kt", False),
        ("KT-20", "app/src/main/kotlin/A.kt", True),
        ("KT-19", "app/src/main/kotlin/A.kt", False),
        ("KT-19", "app/src/main/kotlin/demo/A.kt", True),
        ("KT-19", "app/src/main/kotlin/old/A.kt", True),
        ("KT-22", "app/src/main/kotlin/legacy/A.kt", True),
        ("KT-22", "app/src/main/kotlin/A.kt", False),
    ],
)
def test_switched_off(check: str, path: str, covered: bool) -> None:
    assert Silence([path], SCRIPTS.get).covers(check, path) is covered


def test_files_that_are_no_xml_silence_nothing() -> None:
    broken = {"lint.xml": '<lint><issue id="UnusedResources" severity="ign', "baseline.xml": "<<<"}
    assert not Silence(["a/b.xml"], broken.get).covers("RES-16", "a/b.xml")
