"""Faults in resources, manifests, composables and injection, as models make them."""

import random
import re
from collections.abc import Callable

from tools.index import Facts

Place = tuple[int, int, str, str]
"""Start and end of what is replaced, what stands there instead, and what it is called."""
Find = Callable[[str, str, Facts, random.Random], Place | None]


def _one(text: str, pattern: str, chance: random.Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return chance.choice(found) if found else None


def slip(word: str, chance: random.Random) -> str:
    """A word with two letters swapped or one left out."""
    for _ in range(20):
        at = chance.randrange(1, max(2, len(word) - 1))
        swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        slipped = swapped if chance.random() < 0.5 else word[:at] + word[at + 1 :]
        if slipped != word and slipped.isidentifier():
            return slipped
    return word + "x"


def is_needed(facts: Facts, name: str) -> bool:
    """Whether a string is used by what is built, and has one default in all modules."""
    from tools.checks.resources import defaults

    uses = any(one.place != "tools" for one in facts.resource_refs("string", name))
    return uses and len(defaults(facts, "string", name)) == 1


def as_item(line: str) -> str:
    """A composable of a line as an item of a lazy list."""
    space = line[: len(line) - len(line.lstrip())]
    return f"{space}item {{ {line.strip()} }}\n"


def deleted_string(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A string that is used, deleted."""
    if "/values/" not in path:
        return None
    lines = re.finditer(r'\n *<string name="(\w{4,})"[^>]*>[^<]*</string>', text)
    used = [one for one in lines if is_needed(facts, one[1])]
    if not used:
        return None
    one = chance.choice(used)
    return *one.span(), "", f"without the string {one[1]}"


def lazy_composable(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A text right in a lazy list."""
    if not re.search(r"^import androidx\.compose\.material3?\.Text$", text, re.MULTILINE):
        return None
    one = _one(text, r"\n( *)LazyColumn(?:\([^(){}]*\))? \{\n", chance)
    if one is None:
        return None
    return one.end(), one.end(), f'{one[1]}    Text("first")\n', "Text in LazyColumn"


def named_argument(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A misspelt named argument of a function or class of the project."""
    found = []
    for one in re.finditer(r"(?<![\w.])([A-Z]\w+)\(\s*(\w{4,}) = ", text):
        callees = facts.symbols(one[1])
        imported = re.findall(rf"^import ([\w.]+\.{one[1]})$", text, re.M)
        if len(callees) == 1 and imported and imported[0] != callees[0].qualified:
            continue
        if len(callees) == 1 and one[2] in {each.name for each in callees[0].parameters}:
            found.append(one)
    if not found:
        return None
    one = chance.choice(found)
    new = slip(one[2], chance)
    return *one.span(2), new, f"{one[2]} -> {new}"


def component(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A misspelt class of a manifest."""
    names = re.finditer(
        r'<(?:activity|service|receiver)\s[^>]*?android:name="[\w.]*?(\w{5,})"', text
    )
    own = [one for one in names if facts.symbols(one[1])]
    if not path.endswith("/main/AndroidManifest.xml") or not own:
        return None
    one = chance.choice(own)
    new = slip(one[1], chance)
    return *one.span(1), new, f"{one[1]} -> {new}"


def placeholder(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A translation with another kind of argument than its default."""
    if not re.search(r"/res/values-[a-z]{2}(?:-r\w+)?/", path):
        return None
    pattern = r'<string name="(\w+)"[^>]*>[^<\n]*?%(?:\d\$)?(s)[^<\n]*</string>'
    one = _one(text, pattern, chance)
    if one is None or not facts.resource_paths("string", one[1]):
        return None
    return *one.span(2), "d", f"another argument of {one[1]}"


def apostrophe(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """An apostrophe that is not escaped."""
    if "/res/values" not in path:
        return None
    one = _one(text, r">[^<\"\n\\']*(\\')[^<\"\n\\]*</string>", chance)
    return (*one.span(1), "'", "an apostrophe without its backslash") if one else None


def number(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """Placeholders without their numbers."""
    if "/res/values/" not in path:
        return None
    one = _one(text, r">([^<%\n]*%1\$[sd][^<%\n]*%2\$[sd][^<%\n]*)</string>", chance)
    if one is None:
        return None
    return *one.span(1), re.sub(r"%\d\$", "%", one[1]), "placeholders without numbers"


def inject(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A view model of Hilt without `@Inject`."""
    one = _one(
        text, r"(?<=@HiltViewModel\n)(?:internal )?class \w+( @Inject constructor)\(", chance
    )
    return (*one.span(1), "", "without @Inject") if one else None


def remember(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """State that is not remembered."""
    one = _one(text, r"(?:=|by) (remember \{ (mutableStateOf\([\w.\"]*\)) \})\n", chance)
    return (*one.span(1), one[2], "without remember") if one else None


def module(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A misspelt module."""
    one = _one(
        text, r"\(projects\.(?:\w+\.)*(\w{4,})\)|project\(\":(?:[\w-]+:)*(\w{4,})\"\)", chance
    )
    if one is None:
        return None
    group = one.lastindex or 1
    new = slip(one[group], chance)
    return *one.span(group), new, f"{one[group]} -> {new}"


def exported(path: str, text: str, facts: Facts, chance: random.Random) -> Place | None:
    """A component with an intent filter that does not say any more whether it is exported."""
    if not path.endswith("/main/AndroidManifest.xml"):
        return None
    opened = r"<(activity|activity-alias|service|receiver)\b[^>]*?"
    said = r"(\n[ \t]+android:exported=\"(?:true|false)\")(?=\n)"
    found = list(re.finditer(rf"{opened}{said}[^>]*>\s*<intent-filter", text))
    if not found:
        return None
    one = chance.choice(found)
    return *one.span(2), "", f"a {one[1]} without {one[2].strip()}"


ANDROID: dict[str, tuple[str | tuple[str, ...], Find]] = {
    "deleted string": (".xml", deleted_string),
    "text in a lazy list": (".kt", lazy_composable),
    "misspelt argument": (".kt", named_argument),
    "misspelt component": (".xml", component),
    "without exported": (".xml", exported),
    "other placeholder": (".xml", placeholder),
    "bare apostrophe": (".xml", apostrophe),
    "placeholder numbers": (".xml", number),
    "without @Inject": (".kt", inject),
    "without remember": (".kt", remember),
    "misspelt module": (".gradle.kts", module),
}
"""Kind of break -> the files it goes into, and where and how."""
