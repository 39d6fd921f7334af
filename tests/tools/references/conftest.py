"""One small app that names its things in every way that Android knows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.index import Index
from tools.references.usage import Found
from tools.references.usages import usages

FILES = {
    "settings.gradle.kts": (
        'rootProject.name = "shop"\nenableFeaturePreview("TYPESAFE_PROJECT_ACCESSORS")\n'
        'include(":app")\ninclude(":core:data")\n// include(":core:data")\n'
    ),
    "gradle/libs.versions.toml": (
        "[versions]\n"
        'room = "2.6"  # room is taken below\n'
        "[libraries]\n"
        'androidx-room-ktx = { module = "androidx.room:room-ktx", version.ref = "room" }\n'
        'androidx-room = { module = "androidx.room:room", version = { ref = "room" } }\n'
        "[bundles]\n"
        'database = [\n  "androidx-room-ktx", # "androidx-room"\n  "androidx-room",\n]\n'
    ),
    "buildSrc/build.gradle.kts": "plugins { `kotlin-dsl` }\n",
    "buildSrc/src/main/kotlin/Sdk.kt": "object Sdk {\n    const val target = 36\n}\n",
    "build-logic/src/main/kotlin/shop/Convention.kt": (
        "package shop\n\nfun apply() {\n"
        '    add("api", libs.findLibrary("androidx-room-ktx").get())\n'
        '    dependOn(":core:data")\n}\n'
    ),
    "app/build.gradle.kts": (
        'plugins { id("com.android.application") }\n'
        "android {\n"
        '    namespace = "shop.app"\n'
        "    defaultConfig {\n"
        "        targetSdk = Sdk.target\n"
        '        testInstrumentationRunner = "shop.app.ShopRunner"\n'
        '        resValue("string", "flavour_name", "Shop")\n'
        "    }\n"
        "}\n"
        "dependencies {\n"
        "    implementation(projects.core.data)\n"
        "    // implementation(libs.androidx.room.ktx)\n"
        "    implementation(libs.androidx.room.ktx)\n"
        "    implementation(libs.bundles.database)\n"
        "}\n"
    ),
    "core/data/build.gradle": (
        "apply plugin: 'com.android.library'\nandroid { namespace 'shop.data' }\n"
    ),
    "app2/build.gradle": (
        "dependencies {\n    implementation project(path: ':core:data')\n"
        "    implementation libs.androidx.room.ktx\n}\n"
        "tasks.named('check') { dependsOn ':core:data:test' }\n"
    ),
    "app/proguard-rules.pro": (
        "# -keep class shop.data.Session\n"
        "-keep class shop.data.Session { *; }\n"
        "-keep,allowobfuscation class shop.data.** { void signIn(...); }\n"
        "-keep class shop.d*.Sess??? { *; }\n"
        "-keep class shop.*.Other { *; }\n"
        "-keep class * extends shop.data.Session\n"
        "-dontwarn shop.data.**\n"
        "-keep class ** { *; }\n"
    ),
    "core/data/consumer-rules.txt": "-keep class shop.data.Session\n",
    "core/data/src/main/resources/META-INF/services/shop.Api": "shop.data.Session # the only one\n",
    "app/src/main/AndroidManifest.xml": (
        '<manifest xmlns:android="http://schemas.android.com/apk/res/android">\n'
        '    <uses-permission android:name="android.permission.CAMERA" />\n'
        '    <application android:label="@string/app_name" android:theme="@style/Shop.Dark">\n'
        '        <activity android:name=".ui.LoginActivity"\n'
        '            android:permission="android.permission.CAMERA" />\n'
        '        <meta-data android:name="shop.channel" android:value="beta" />\n'
        "    </application>\n"
        "</manifest>\n"
    ),
    "app/src/main/res/values/strings.xml": (
        "<resources>\n"
        '    <string name="app_name">Shop</string>\n'
        '    <string name="title">Title</string>\n'
        '    <string name="again">@string/title</string>\n'
        '    <style name="Shop" parent="android:Theme" />\n'
        '    <style name="Shop.Dark"><item name="android:label">@string/title</item></style>\n'
        '    <style name="Shop.Other" parent="android:Theme" />\n'
        "</resources>\n"
    ),
    "app/src/main/res/layout/row_login.xml": (
        '<layout xmlns:android="a" xmlns:tools="t">\n'
        "    <data>\n"
        '        <import type="shop.data.Session" />\n'
        '        <variable name="model" type="shop.app.ui.LoginModel" />\n'
        '        <variable name="other" type="shop.app.ui.Other" />\n'
        "    </data>\n"
        '    <shop.app.ui.Badge android:id="@+id/login_button"\n'
        '        android:text="@{model.busy ? @string/title : @string/app_name}"\n'
        '        android:hint="@{Session.label(other.busy)}"\n'
        '        android:onClick="submit" tools:context=".ui.LoginActivity" />\n'
        "</layout>\n"
    ),
    "app/src/main/res/navigation/main.xml": (
        '<navigation xmlns:android="a" xmlns:app="b" android:id="@+id/main">\n'
        '    <fragment android:id="@+id/home" android:name="shop.app.ui.HomeFragment">\n'
        '        <argument android:name="session" app:argType="shop.data.Session[]" />\n'
        '        <action android:id="@+id/action_home_to_login" app:destination="@id/login" />\n'
        "    </fragment>\n"
        "</navigation>\n"
    ),
    "app/src/main/kotlin/shop/app/ui/Login.kt": (
        "package shop.app.ui\n\n"
        "import androidx.lifecycle.ViewModel\n"
        "import shop.app.R\n"
        "import shop.app.R.string as S\n"
        "import shop.data.Session as Signed\n"
        "import shop.app.databinding.RowLoginBinding\n\n"
        "typealias Texts = R.string\n\n"
        "class LoginActivity {\n    fun submit() {}\n}\n\n"
        "class LoginModel : ViewModel() {\n    val busy = false\n}\n\n"
        "class Other {\n    val busy = false\n}\n\n"
        "class HomeFragment\n\nclass Badge\n\n"
        "fun show(model: LoginModel, unknown: List<Any>, binding: RowLoginBinding) {\n"
        '    println("${S.title} R.string.title ${model.busy}")\n'
        "    println(Texts.title)\n"
        "    println(R.string.title)\n"
        "    val signed = Signed()\n"
        "    signed.signIn()\n"
        "    unknown.first().busy\n"
        "    binding.loginButton.hide()\n"
        "    HomeFragmentDirections.actionHomeToLogin()\n"
        '    check(Manifest.permission.CAMERA, "android.permission.CAMERA", "shop.channel")\n'
        '    getIdentifier("title", "string", "shop")\n'
        "    println(R.string.flavour_name)\n"
        "}\n"
    ),
    "app/src/main/java/shop/app/Old.java": (
        "package shop.app;\n\nimport shop.app.ui.LoginModel;\n\n"
        "class Old {\n    boolean read(LoginModel model) {\n"
        "        return model.getBusy() && R.string.title > 0;\n    }\n}\n"
    ),
    "app/src/main/java/shop/app/Lists.java": (
        "package shop.app;\n\nclass Base {\n    interface OnPick {}\n}\n\n"
        "class Below extends Base {}\n\nclass Screen implements Below.OnPick {}\n"
    ),
    "app/src/androidTest/kotlin/shop/app/ShopRunner.kt": "package shop.app\n\nclass ShopRunner\n",
    "core/data/src/main/kotlin/shop/data/Session.kt": (
        "package shop.data\n\nclass Session {\n    fun signIn() {}\n"
        "    companion object {\n        fun label(busy: Boolean) = 1\n    }\n}\n"
    ),
}

Ask = Callable[[str], dict[str, Found]]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the app."""
    folder = tmp_path_factory.mktemp("usages")
    root = folder / "shop"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    with Index.open(root, folder / "index.sqlite") as index:
        index.refresh()
        yield index


@pytest.fixture
def ask(shop: Index) -> Ask:
    """What a name means, by kind and full name."""
    return lambda name: {f"{one.kind} {one.name}": one for one in usages(shop.view(), name).found}


def places(found: Found) -> list[str]:
    """The uses as `File:line`, those in doubt with a question mark."""
    names = [(Path(use.path).name, use.line, "?" if use.doubt else "") for use in found.uses]
    return [f"{name}:{line}{mark}" for name, line, mark in names]
