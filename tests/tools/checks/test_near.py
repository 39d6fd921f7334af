"""Names that are offered for one that is not there."""

from tools.checks.near import nearest


def test_kin_are_offered_only_where_they_are_few() -> None:
    icons = ["ic_add", "ic_done", "ic_list", "ic_menu"]
    assert nearest("ic_verified_user_96dp", icons[:2]) == ["ic_add", "ic_done"]
    assert nearest("ic_verified_user_96dp", icons) == []
