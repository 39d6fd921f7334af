"""Of an `.editorconfig` counts what holds for Kotlin everywhere."""

import pytest

from tools.edits.editorconfig import ImportStyle, import_style

LAYOUT = "ij_kotlin_imports_layout = *, java.**, javax.**, kotlin.**, ^\n"


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        ([], ImportStyle()),
        (["[*.{kt,kts}]\nij_kotlin_imports_layout=* # by name\n"], ImportStyle(order=1)),
        ([f"[{{*.gradle.kts,*.kt,*.kts,*.main.kts}}]\n{LAYOUT}"], ImportStyle(order=2)),
        (["[*.kt]\nij_kotlin_imports_layout = *,^\n"], ImportStyle(order=0)),
        (["[*.kt]\nij_kotlin_imports_layout = android.**,|,*,^\n"], ImportStyle()),
        ([f"[*.java]\n{LAYOUT}[generated/**.kt]\n{LAYOUT}[{{*.kts,*.md}}]\n"], ImportStyle()),
        (["[*]\nktlint_code_style = android_studio\n"], ImportStyle(order=1)),
        (["[*]\nktlint_code_style = intellij_idea\n"], ImportStyle(order=2)),
        (
            [
                "[*]\nktlint_code_style = intellij_idea\n"
                "ktlint_standard_import-ordering = disabled\n"
            ],
            ImportStyle(),
        ),
        (["[*.kt]\nij_kotlin_name_count_to_use_star_import = 999\n"], ImportStyle(stars=False)),
        (["[*.kt]\nij_kotlin_name_count_to_use_star_import = 5\n"], ImportStyle(stars=True)),
        (
            [
                "[*.kt]\nij_kotlin_name_count_to_use_star_import = 999\n"
                "ktlint_standard_no-wildcard-imports = disabled\n"
            ],
            ImportStyle(stars=True),
        ),
        ([f"[*.kt]\n{LAYOUT}", "[*.kt]\nmax_line_length = 100\n"], ImportStyle(order=2)),
        ([f"[*.kt]\n{LAYOUT}", "root = true\n[*.kt]\nmax_line_length = 100\n"], ImportStyle()),
    ],
)
def test_the_style_of_imports(texts: list[str], style: ImportStyle) -> None:
    assert import_style(texts) == style
