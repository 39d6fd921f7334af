"""Names that were probably meant."""

from tools.near import near_names


def test_a_part_of_a_name_is_enough() -> None:
    assert near_names("Repository", {"UserDataRepository", "Clock"}) == ["UserDataRepository"]


def test_a_small_part_of_what_was_asked_for_is_no_guess() -> None:
    assert near_names("NoSuchThing", {"Not", "None", "Pin"}) == []


def test_the_order_of_a_set_changes_nothing() -> None:
    names = {f"Screen{letter}" for letter in "ABCDEF"}
    assert near_names("Screen", names, limit=3) == ["ScreenA", "ScreenB", "ScreenC"]
