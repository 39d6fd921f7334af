"""Search and the wording of a request: templates, adjacent words, names, what stands beside."""

from pathlib import Path

from tests.tools.index.conftest import write
from tools.index import Hit, Index
from tools.index.request import Request


def _search(folder: Path, query: str, **texts: str) -> list[Hit]:
    for name, text in texts.items():
        write(folder / "shop", f"app/src/main/kotlin/shop/{name}.kt", f"package shop\n{text}")
    with Index.open(folder / "shop", folder / "i.sqlite") as index:
        index.refresh()
        return index.search(query)


def _names(hits: list[Hit]) -> list[str]:
    return [Path(hit.path).stem for hit in hits]


def test_the_template_of_a_change_is_not_looked_for() -> None:
    request = Request.read(
        "[PM-123] fix(basket): Count the parcels (#45)\n### Description\n\nOne is lost,\n"
        "see https://example.com/guidelines\nCloses #45\nCo-authored-by: A <a@example.com>\n"
        "- [x] I have reviewed it\n\n### Checklist\nI have read the guidelines\n"
    )

    assert request.first.terms == ("basket", "count", "parcels")
    assert request.rest.terms == ("one", "lost", "see")
    assert Request.read("feat: #12").weights


def test_adjacent_words_are_found_joined(tmp_path: Path) -> None:
    menu, drop = "fun close(it: Other) = it\n", "fun close(it: Dropdowns) = it\n"
    hits = _search(tmp_path, "close the drop down", A=menu, B=drop)

    assert _names(hits) == ["B", "A"]
    assert "says “drop down”" in hits[0].reasons


def test_a_file_that_has_the_identifier_comes_before_its_words(tmp_path: Path) -> None:
    words = "class A { val parcel = 1; val count = 2; val total = parcel }\n"
    hits = _search(
        tmp_path, "what is parcelCount", A=words, B="fun b(it: Box) { it.parcelCount = 1 }\n"
    )

    assert _names(hits) == ["B", "A"]
    assert "has parcelCount" in hits[0].reasons


def test_what_stands_beside_the_best_file_is_found(tmp_path: Path) -> None:
    hits = _search(
        tmp_path,
        "weigh the parcel",
        Parcel="class Parcel { fun weigh() = parcel }\n",
        ParcelTest="class ParcelTest\n",
        Van="import shop.Parcel\nclass Van\n",
    )

    assert _names(hits)[0] == "Parcel"
    assert {"belongs to Parcel.kt", "uses Parcel.kt"} <= {
        reason for hit in hits[1:] for reason in hit.reasons
    }


def test_the_files_of_a_feature_go_together(tmp_path: Path) -> None:
    hits = _search(
        tmp_path,
        "weigh the parcel",
        ParcelScreen="fun parcelScreen() = weigh(parcel)\n",
        ParcelViewModel="class Holder\n",
        PlainViewModel="class Other\n",
    )

    found = {Path(hit.path).stem: hit.reasons for hit in hits}
    assert "goes with ParcelScreen.kt" in found["ParcelViewModel"]
    assert "PlainViewModel" not in found


def test_a_file_of_values_says_most_words_and_comes_after_code(tmp_path: Path) -> None:
    values = "<resources>\n    <color name='parcel'>weigh parcel</color>\n</resources>\n"
    write(tmp_path / "shop", "app/src/main/res/values/a.xml", values)
    write(tmp_path / "shop", "app/src/main/res/raw/a.xml", values)
    hits = _search(tmp_path, "weigh parcel")

    assert [hit.path.split("/")[-2] for hit in hits] == ["raw", "values"]
    assert hits[0].score - hits[1].score > 0.05


def test_the_layout_that_the_best_file_shows_comes_with_it(tmp_path: Path) -> None:
    plain = "<LinearLayout />\n"
    for folder, name in (("layout", "van"), ("layout", "other"), ("raw", "van")):
        write(tmp_path / "shop", f"app/src/main/res/{folder}/{name}.xml", plain)
    hits = _search(
        tmp_path,
        "weigh the parcel",
        Parcel="class Parcel { fun weigh() = inflate(R.layout.van, parcel) }\n",
    )

    found = {hit.path.removeprefix("app/src/main/"): hit.reasons for hit in hits}
    assert found["res/layout/van.xml"] == ("is shown by Parcel.kt",)
    assert not found.keys() & {"res/layout/other.xml", "res/raw/van.xml"}
