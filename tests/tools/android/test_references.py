"""The benchmark of references finds what does not resolve and says where it stands."""

import subprocess
from pathlib import Path

from bench.model import count

FILES = {
    "settings.gradle.kts": 'include(":app", ":core")\n',
    "gradle/libs.versions.toml": '[libraries]\nroom-ktx = "a:b:1"\n[versions]\nsdk = "24"\n',
    "core/build.gradle.kts": "",
    "core/src/main/kotlin/Core.kt": "package core\n\nclass Core\n",
    "app/build.gradle.kts": (
        "dependencies {\n"
        "    implementation(projects.core)\n"
        "    implementation(projects.cores)\n"
        '    implementation(project(":none"))\n'
        "    implementation(libs.room.ktx)\n"
        "    implementation(libs.room.ktz)\n"
        "    // implementation(libs.commented)\n"
        '    println("libs.quoted.x")\n'
        "    minSdk = libs.versions.sdk.get().toInt()\n"
        '    val x = libs.findLibrary("nothing")\n'
        "}\n"
    ),
    "other/build.gradle.kts": "",
}


def test_what_is_left_open_is_named_with_its_place(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    found = count(tmp_path)

    assert sorted(found.open) == [
        "app/build.gradle.kts:10 nothing",
        "app/build.gradle.kts:3 projects.cores",
        "app/build.gradle.kts:4 :none",
        "app/build.gradle.kts:6 libs.room.ktz",
    ]
    assert dict(found.resolved) == {"projects.*": 1, "library": 1, "version": 1}
    assert dict(found.exempt) == {"in a comment": 1, "member of the catalog itself": 1}
    assert found.left_out == ["other/build.gradle.kts"]


def test_an_import_without_an_edge_is_named(tmp_path: Path) -> None:
    files = FILES | {
        "app/build.gradle.kts": "",
        "app/src/main/kotlin/A.kt": "package app\n\nimport core.Core\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    assert count(tmp_path).imports.missing == ["app/src/main/kotlin/A.kt core.Core of :core"]
