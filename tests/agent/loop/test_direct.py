"""Which requests need no model: a table of requests, each bound to recipes or not bound at all."""

from collections.abc import Iterator

import pytest

from agent.loop.direct import bind, bind_or_doubt
from tools.index import Facts, Index

FILES = {
    "settings.gradle.kts": 'include(":app", ":core:data", ":core:ui", ":feature:login")',
    "gradle/libs.versions.toml": """
[versions]
okhttp = "5.3.2"

[libraries]
androidx-core-ktx = { module = "androidx.core:core-ktx", version = "1.15.0" }
okhttp = { module = "com.squareup.okhttp3:okhttp", version.ref = "okhttp" }
""",
    "app/build.gradle.kts": 'plugins { id("com.android.application") }',
    "core/data/build.gradle.kts": 'plugins { id("com.android.library") }',
    "core/ui/build.gradle.kts": 'plugins { id("com.android.library") }',
    "feature/login/build.gradle.kts": 'plugins { id("com.android.library") }',
    "core/data/src/main/kotlin/data/Session.kt": """
package data

interface Session { fun loginUser(name: String); val token: String }
class RealSession : Session {
    override fun loginUser(name: String) = Unit
    override val token = ""
}
class User(val name: String)
class Device(val name: String)
fun describe(user: User) = user.name
""",
    "feature/login/src/main/kotlin/login/LoginScreen.kt": """
package login

@Composable
fun LoginScreen(name: String) {
    Text("Welcome back")
    Text("Rename me to Bob and add nothing")
    Text("Don't have an account?")
    Text("Hello, $name")
}
""",
    "feature/login/src/test/kotlin/login/LoginTest.kt": """
package login

fun test() { check("Only in a test") }
""",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    root = tmp_path_factory.mktemp("project")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text.lstrip("\n"), "utf-8")
    with Index.open(root, tmp_path_factory.mktemp("store") / "index.db") as index:
        index.refresh()
        yield index.view()


def rename(symbol: str, to: str) -> str:
    return f"rename-symbol symbol={symbol} to={to}"


def extract(text: str) -> str:
    return f"extract-strings text={text}"


SIGN_IN = rename("loginUser", "signIn")
WELCOME = extract("Welcome back")
SCREEN = "feature/login/src/main/kotlin/login/LoginScreen.kt"
INTERNET = "add-permission permission=android.permission.INTERNET module=:app"
CAMERA = "add-permission permission=android.permission.CAMERA module=:app"
OKHTTP = "add-dependency dependency=com.squareup.okhttp3:okhttp:5.3.2 module=:core:data"

BOUND = [
    ("rename loginUser to signIn", [SIGN_IN]),
    ("Rename loginUser to signIn.", [SIGN_IN]),
    ("rename `loginUser` to `signIn`", [SIGN_IN]),
    ("please rename the function loginUser() to signIn()", [SIGN_IN]),
    ("Could you please rename the method “loginUser” to “signIn”?", [SIGN_IN]),
    ("I'd like you to rename loginUser into signIn everywhere, thanks!", [SIGN_IN]),
    ("rename loginUser -> signIn", [SIGN_IN]),
    ("rename loginUser to signIn and update all its callers", [SIGN_IN]),
    ("rename loginUser to signIn in the whole project", [SIGN_IN]),
    ("change the name of the function loginUser to signIn", [SIGN_IN]),
    ("rename Session.loginUser to signIn", [rename("Session.loginUser", "signIn")]),
    ("rename loginUser of Session to signIn", [rename("Session.loginUser", "signIn")]),
    ("rename the property name of class User to label", [rename("User.name", "label")]),
    ("Rename class User to Person.", [rename("User", "Person")]),
    ("rename the User class to Person", [rename("User", "Person")]),
    ("rename the interface Session to Account", [rename("Session", "Account")]),
    (
        "rename describe to show and User to Person",
        [rename("describe", "show"), rename("User", "Person")],
    ),
    (
        'rename loginUser to signIn and move the text "Welcome back" into strings.xml',
        [SIGN_IN, WELCOME],
    ),
    (
        'move the text "Welcome back" into strings.xml, then rename loginUser to signIn',
        [WELCOME, SIGN_IN],
    ),
    ("First rename loginUser to signIn. Then add the INTERNET permission.", [SIGN_IN, INTERNET]),
    ('extract the string "Welcome back"', [WELCOME]),
    ('Extract the hard-coded text "Welcome back" to strings.xml', [WELCOME]),
    ('move "Welcome back" to `strings.xml`', [WELCOME]),
    ('externalize the string "Welcome back"', [WELCOME]),
    ("put “Welcome back” into the string resources", [WELCOME]),
    ('use "Welcome back" from strings', [WELCOME]),
    ('turn "Welcome back" into a string resource', [WELCOME]),
    ('replace the text "Welcome back" with a string resource', [WELCOME]),
    ("move 'Don't have an account?' into strings.xml", [extract("Don't have an account?")]),
    (
        'move the text "Rename me to Bob and add nothing" into strings.xml',
        [extract("Rename me to Bob and add nothing")],
    ),
    ('move "Hello, $name" into strings.xml', [extract("Hello, $name")]),
    (
        'move "Welcome back" and "Don\'t have an account?" into strings.xml',
        [WELCOME, extract("Don't have an account?")],
    ),
    (
        'move the text "Welcome back" of LoginScreen.kt into strings.xml',
        [f"{WELCOME} path={SCREEN}"],
    ),
    ("extract hard-coded strings of LoginScreen.kt", [f"extract-strings path={SCREEN}"]),
    ("Extract all the strings from LoginScreen into resources", [f"extract-strings path={SCREEN}"]),
    (
        "extract the hardcoded texts in the module :feature:login",
        ["extract-strings module=:feature:login"],
    ),
    ("add the INTERNET permission", [INTERNET]),
    ("add internet permission", [INTERNET]),
    ("declare android.permission.INTERNET in the manifest", [INTERNET]),
    ("Please add the permission INTERNET to the app", [INTERNET]),
    ("add the INTERNET and CAMERA permissions", [INTERNET, CAMERA]),
    (
        "add the camera permission to the core:ui module",
        ["add-permission permission=android.permission.CAMERA module=:core:ui"],
    ),
    ("add dependency com.squareup.okhttp3:okhttp:5.3.2 to :core:data", [OKHTTP]),
    ("add the library `com.squareup.okhttp3:okhttp:5.3.2` to the module core:data", [OKHTTP]),
    ("add com.squareup.okhttp3:okhttp:5.3.2 as a dependency of :core:data", [OKHTTP]),
    (
        "add okhttp as a testImplementation dependency to :core:data",
        ["add-dependency dependency=okhttp module=:core:data configuration=testImplementation"],
    ),
    (
        "add libs.androidx.core.ktx as a dependency to :core:ui",
        ["add-dependency dependency=libs.androidx.core.ktx module=:core:ui"],
    ),
    (
        "make :feature:login depend on :core:ui",
        ["add-dependency dependency=:core:ui module=:feature:login"],
    ),
]

UNBOUND = [
    "",
    "hello",
    "rename",
    "rename loginUser",
    "do not rename loginUser to signIn",
    "don't rename loginUser to signIn",
    "rename loginUser to signIn but keep the old name as deprecated",
    "rename loginUser to signIn except in tests",
    "rename loginUser to signIn without touching the tests",
    "rename loginUser to signIn and make it faster",
    "rename loginUser to signIn, and log the result",
    "rename loginUser to a better name",
    "rename missing to signIn",
    "rename name to label",
    "rename loginUser to class",
    "rename loginUser to sign in",
    "rename the class loginUser to signIn",
    "rename the function User to Person",
    "rename loginUser to signIn if it is public",
    "why was loginUser renamed to signIn?",
    "rename loginUser to signIn?",
    "should I rename loginUser to signIn",
    "change loginUser to signIn",
    "replace loginUser with signIn",
    "rename the file LoginScreen.kt to SignInScreen.kt",
    "rename loginUser and describe to signIn",
    "rename loginUser to signIn to match the web client",
    'move the text "Not there" into strings.xml',
    'move the text "Only in a test" into strings.xml',
    'move the text "Welcome back" into dimens.xml',
    'move the text "Welcome back" into strings.xml and translate it to German',
    'move the text "Welcome back" to the top of the screen',
    'change the text "Welcome back" to "Hello again"',
    'replace "Welcome back" with "Hello again"',
    'remove the text "Welcome back"',
    "move the welcome text into strings.xml",
    "extract strings of Missing.kt",
    "extract the strings",
    "extract a use case from LoginScreen",
    "extract hard-coded strings of LoginScreen.kt except the title",
    "add the location permission",
    "request the camera permission",
    "add the FLYING permission",
    "remove the INTERNET permission",
    "add the INTERNET permission and ask for it at start",
    "add the INTERNET permission to :nowhere",
    "add a permission",
    "add okhttp",
    "add okhttp to :core:data and use it in Session",
    "add dependency com.squareup.okhttp3:logging-interceptor to :core:data",
    "add dependency com.squareup.okhttp3:okhttp:5.3.2",
    "add dependency com.squareup.okhttp3:okhttp:5.3.2 to :nowhere",
    "add the dependency unknown-alias to :core:data",
    "update okhttp to 6.0.0 in :core:data",
    "fix the login",
    "update all callers",
    "Add a dark mode to the login screen",
]


@pytest.mark.parametrize(("request_text", "steps"), BOUND)
def test_a_request_without_doubt_is_bound(
    facts: Facts, request_text: str, steps: list[str]
) -> None:
    bound = bind(request_text, facts)
    assert bound is not None
    written = [
        " ".join([step.recipe, *(f"{key}={value}" for key, value in step.arguments.items())])
        for step in bound
    ]
    assert written == steps
    assert all(step.sentence for step in bound)


@pytest.mark.parametrize("request_text", UNBOUND)
def test_a_request_with_any_doubt_is_not(facts: Facts, request_text: str) -> None:
    assert bind(request_text, facts) is None


def test_a_name_of_two_things_is_told(facts: Facts) -> None:
    steps, doubt = bind_or_doubt("rename the property name to label", facts)
    assert steps is None
    assert doubt == "`name` may be `Device.name`, `User.name`"


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("rename Nothing123 to Foo", "nothing is named `Nothing123`"),
        ("rename Devise to Gadget", "nothing is named `Devise`; did you mean `Device`"),
        ("rename the function User to person", "`User` is no such declaration"),
        (
            'move "No such words" into strings.xml',
            "no code or layout holds the text “No such words”",
        ),
        ("extract the strings of Missing.kt", "no file is named `Missing.kt`"),
    ],
)
def test_what_is_not_there_is_told(facts: Facts, request_text: str, expected: str) -> None:
    steps, doubt = bind_or_doubt(request_text, facts)
    assert steps is None
    assert doubt.startswith(expected)
