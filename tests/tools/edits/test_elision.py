"""Lines that stand for left-out code are seen, ordinary comments are not."""

import pytest

from tools.edits.elision import elisions


@pytest.mark.parametrize(
    "line",
    [
        "// ... existing code ...",
        "    // ...",
        "// … rest of the file …",
        "// rest of the code",
        "// Rest of your implementation",
        "// existing code here",
        "/* ... existing imports ... */",
        "// other methods remain unchanged",
        "// (rest of the class remains the same)",
        "# ... other dependencies",
        "<!-- ... existing strings ... -->",
        "<!-- Rest of the layout -->",
        "...",
        "val a = 1 // ... keep the rest",
        "// your code here",
        "// TODO: implement this",
        'TODO("Not yet implemented")',
        "override fun close() = TODO()",
        "// unchanged",
        "// omitted for brevity",
        "/* same as before */",
        "// Previous code remains unchanged",
        "// ... (other fields)",
    ],
)
def test_elided(line: str) -> None:
    found = elisions(f"fun a() {{\n{line}\n}}")
    assert [(one.line, one.text) for one in found] == [(2, line.strip())]


@pytest.mark.parametrize(
    "line",
    [
        "// Ensure other fields remain unchanged",
        "// The rest of the list is loaded on demand",
        "// keep the previous value while loading",
        "// TODO: show the avatar once it is cached",
        'val text = "Loading..."',
        "// see the existing implementation in LoginScreen",
        "fun rest(vararg values: Int) = values.drop(1)",
        'TODO("Unsupported project $this")',
        "* Waits...",
        '<string name="more">More...</string>',
        "# the same version as in the catalog",
        "val all = listOf(*first, *rest)",
    ],
)
def test_not_elided(line: str) -> None:
    assert elisions(f"fun a() {{\n{line}\n}}") == []


def test_what_the_file_holds_already_is_no_elision() -> None:
    old = 'fun a() = TODO("Not yet implemented")'
    assert elisions(old, old) == []
    assert len(elisions(f"{old}\n{old}", old)) == 1
