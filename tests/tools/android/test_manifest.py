"""Manifests: components by their full names, permissions with their lines."""

from tools.android.manifest import is_manifest, read_manifest

TEXT = """\
<manifest xmlns:android="http://schemas.android.com/apk/res/android"
    xmlns:tools="http://schemas.android.com/tools">
    <uses-permission android:name="android.permission.INTERNET" />
    <!-- <uses-permission android:name="android.permission.CAMERA" /> -->
    <application android:name=".ShopApplication">
        <activity android:name=".MainActivity" android:exported="true">
            <intent-filter><action android:name="android.intent.action.MAIN" /></intent-filter>
        </activity>
        <receiver android:name="shop.sync.Sync$Receiver" android:exported="false" />
        <service android:name="Plain" tools:node="remove" />
    </application>
</manifest>
"""


def test_a_manifest_tells_components_and_permissions() -> None:
    manifest = read_manifest("app/src/main/AndroidManifest.xml", TEXT, "shop.app")

    assert [
        (c.kind, c.qualified, c.line, c.exported, c.actions, c.removed) for c in manifest.components
    ] == [
        ("activity", "shop.app.MainActivity", 6, True, ("android.intent.action.MAIN",), False),
        ("receiver", "shop.sync.Sync.Receiver", 9, False, (), False),
        ("service", "shop.app.Plain", 10, None, (), True),
    ]
    assert [(p.name, p.line) for p in manifest.permissions] == [("android.permission.INTERNET", 3)]
    assert TEXT[manifest.components[0].start :].startswith(".MainActivity")


def test_a_package_in_the_manifest_wins() -> None:
    text = '<manifest package="old.app"><activity android:name=".A"/></manifest>'

    assert read_manifest("AndroidManifest.xml", text, "x").components[0].qualified == "old.app.A"
    assert is_manifest("app/src/debug/AndroidManifest.xml")
