"""What a path tells of its file."""

import pytest

from tools.syntax.language import language


@pytest.mark.parametrize(
    "path",
    [
        "tools/templates/files/fileTemplates/Template Module Node.kt",
        "anvil/src/test/resources/golden/Plugin_Basic.kt",
        "lint/src/test/testData/Wrong.java",
        "spotless/copyright.kt",
        "docs/example/Controller.kt",
        "JetNews/spotless/copyright.kt",
    ],
)
def test_code_that_nothing_compiles_is_text(path: str) -> None:
    assert language(path) == "text"


@pytest.mark.parametrize(
    "path",
    [
        "ui/src/commonMain/kotlin/shop/ui/template/Page.kt",
        "ui/src/commonMain/kotlin/shop/templates/Page.kt",
        "build-plugin/src/main/kotlin/shop/quality/spotless/Spotless.kt",
        "app/src/main/java/shop/resources/Texts.kt",
        "feature/templates/src/main/kotlin/shop/Template.kt",
        "app/src/test/kotlin/shop/golden/GoldenTest.kt",
        "docs/samples/src/main/kotlin/shop/Sample.kt",
        "documents/Scan.kt",
        "buildSrc/main/java/Versions.kt",
    ],
)
def test_code_is_known_by_its_source_set(path: str) -> None:
    assert language(path) == "kotlin"


def test_output_of_a_build_is_not_read_and_a_package_of_that_name_is() -> None:
    assert language("app/build/generated/Ignored.kt") is None
    assert language("app/src/main/java/shop/build/Step.kt") == "kotlin"
