"""Permissions in manifests."""

import pytest

from tests.tools.recipes.conftest import Make, changed
from tools.base import Refused, Retry
from tools.recipes import RecipeContext, run_recipe
from tools.recipes.permission import full_name, known_permissions, with_permission

MANIFEST = """\
<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android">

    <!-- <uses-permission android:name="android.permission.CAMERA" /> -->
    <application android:label="x" />
</manifest>
"""


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("INTERNET", "android.permission.INTERNET"),
        ("internet", "android.permission.INTERNET"),
        ("post notifications", "android.permission.POST_NOTIFICATIONS"),
        ("Manifest.permission.CAMERA", "android.permission.CAMERA"),
        ("SET_ALARM", "com.android.alarm.permission.SET_ALARM"),
        ("LOCATION", None),
    ],
)
def test_a_permission_is_known_by_its_full_and_short_name(name: str, full: str | None) -> None:
    assert full_name(name) == full


def test_the_list_holds_names_only() -> None:
    assert len(known_permissions()) > 120
    assert all(name.isascii() and " " not in name for name in known_permissions())


def test_it_goes_before_the_application() -> None:
    text = with_permission(MANIFEST, "android.permission.CAMERA")
    line = '    <uses-permission android:name="android.permission.CAMERA" />\n\n    <application'
    assert line in text


def test_it_goes_after_the_last_of_its_kind() -> None:
    first = with_permission(MANIFEST, "android.permission.CAMERA")
    second = with_permission(first, "android.permission.INTERNET")
    camera = second.rindex("permission.CAMERA")
    assert camera < second.index("permission.INTERNET") < second.index("<application")
    assert second.count("\n") == first.count("\n") + 1


def test_a_manifest_without_elements_takes_it() -> None:
    text = with_permission("<manifest />\n", "android.permission.CAMERA")
    assert 'xmlns:android="http://schemas.android.com/apk/res/android"' in text
    assert text.rstrip().endswith("</manifest>")


def test_the_app_declares_it_once(sample: RecipeContext) -> None:
    path = "app/src/main/AndroidManifest.xml"
    outcome = run_recipe("add-permission", sample, {"permission": "CAMERA"})
    assert outcome.sentence.startswith(f"declared `android.permission.CAMERA` in `{path}`; ")
    assert 'android:required="false"' in outcome.sentence
    assert list(changed(sample)) == [path]
    again = run_recipe("add-permission", sample, {"permission": "android.permission.CAMERA"})
    assert again.sentence.endswith("nothing to do")


def test_an_unknown_permission_names_the_near_ones(sample: RecipeContext) -> None:
    with pytest.raises(Retry, match="no permission `INTERNETT`") as fault:
        run_recipe("add-permission", sample, {"permission": "INTERNETT"})
    assert "android.permission.INTERNET" in str(fault.value.values["near"])


def test_a_module_without_manifest_is_refused(project: Make) -> None:
    context = project(
        {
            "settings.gradle.kts": 'include(":lib")',
            "lib/build.gradle.kts": 'plugins { id("com.android.library") }',
        }
    )
    with pytest.raises(Refused, match="has no"):
        run_recipe("add-permission", context, {"permission": "CAMERA", "module": "lib"})


def test_a_fine_location_is_asked_for_with_the_coarse_one(sample: RecipeContext) -> None:
    outcome = run_recipe("add-permission", sample, {"permission": "ACCESS_FINE_LOCATION"})
    coarse, fine = (f"android.permission.ACCESS_{kind}_LOCATION" for kind in ("COARSE", "FINE"))
    assert outcome.sentence.startswith(f"declared `{coarse}` and `{fine}` in ")
    (text,) = changed(sample).values()
    assert 0 < text.index(coarse) < text.index(fine) < text.index("<application")
