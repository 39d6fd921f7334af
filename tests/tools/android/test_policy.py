"""What a repository asks for, read from the documents that say it."""

import pytest

from tools.android.policy import Policy, is_policy_file, read_policy

AGENTS = """\
# Rules

Never modify translated strings files under `values-*/`.
Whenever you add a user-visible string, add it to `:ui:i18n` so it can be translated.
Never reference the fully qualified name of classes directly in the code, use imports.
You do not need to edit `CHANGES.md`.

- Never depend on another module's `:internal` or `:internal-*` modules
- Nothing depends on `:app`.
- Only `app-common` and `app-shop` may depend on `:internal` modules
- **Never edit `localazy.xml`** - it is generated.
- Keep a change to at most 12 files.

Agents MUST NOT:

- Add permissions without request
- Rename things

## Else

- Edit `docs/a.md` when needed

| `icons.md` | the change needs one, never invented |

```
Never edit `fenced.xml`
```
"""


def policy(**texts: str) -> Policy:
    """The policy of documents by their paths."""
    files = {path.replace("__", "."): text for path, text in texts.items()}
    return read_policy(files, lambda path: files[path])


def test_bans_become_rules_with_their_places() -> None:
    found = policy(AGENTS__md=AGENTS)

    assert [(one.value, one.line) for one in found.protected_paths] == [
        ("values-*/", 3),
        ("localazy.xml", 11),
    ]
    assert found.string_home_module is not None
    assert found.string_home_module.value == ":ui:i18n"
    assert found.no_full_names is not None
    assert found.no_full_names.line == 5
    assert found.no_new_permissions is not None
    assert found.no_new_permissions.line == 16
    assert found.max_files is not None
    assert found.max_files.value == "12"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app/src/main/res/values-de/strings.xml", True),
        ("app/src/main/res/values/strings.xml", False),
        ("a/b/localazy.xml", True),
        ("a/localazy.xml.kt", False),
        ("docs/a.md", False),
        ("fenced.xml", False),
    ],
)
def test_protected_paths(path: str, expected: bool) -> None:
    assert (policy(AGENTS__md=AGENTS).protects(path) is not None) is expected


@pytest.mark.parametrize(
    ("module", "target", "expected"),
    [
        (":feature:a:api", ":feature:b:internal", True),
        (":feature:a:api", ":feature:b:internal-sql", True),
        (":feature:b:api", ":feature:b:internal", False),
        (":app-shop", ":feature:b:internal", False),
        (":feature:a:api", ":app", True),
        (":app", ":feature:a:api", False),
        (":feature:a:api", ":feature:b:api", False),
    ],
)
def test_layers(module: str, target: str, expected: bool) -> None:
    rules = policy(AGENTS__md=AGENTS).layer_rules

    assert any(rule.forbids(module, target) for rule in rules) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Translations are done externally via Weblate.", True),
        ("Please translate strings at [Crowdin](https://crowdin.com/x).", True),
        ("Weblate is a web site.", False),
        ("Translations are welcome.", False),
    ],
)
def test_translations_by_a_service(text: str, expected: bool) -> None:
    assert (policy(CONTRIBUTING__md=text).translations is not None) is expected


def test_the_home_of_strings_may_be_a_file() -> None:
    text = "Only ever edit the strings at `ui/i18n/src/main/res/values/strings.xml`."

    found = policy(CLAUDE__md=text).string_home_module

    assert found is not None
    assert found.value == ":ui:i18n"


def test_import_layouts_of_editorconfig() -> None:
    text = "[*.kt]\nij_kotlin_imports_layout = *, java.**, ^\nindent_size = 4\n"

    assert policy(__editorconfig=text).imports == ("*", "java.**", "^")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("AGENTS.md", True),
        (".github/CONTRIBUTING.md", True),
        (".claude/CLAUDE.md", True),
        (".github/copilot-instructions.md", True),
        ("third/party/lib/CONTRIBUTING.md", False),
        ("README.md", False),
        ("app/.editorconfig", False),
    ],
)
def test_which_files_hold_policy(path: str, expected: bool) -> None:
    assert is_policy_file(path) is expected


def test_no_documents_no_rules() -> None:
    assert policy() == Policy()
