"""What annotation processors make, from what is annotated."""

from collections.abc import Sequence

import pytest

from tools.android.processors import processed
from tools.index.facts import extract
from tools.syntax.symbols import Symbol

KOTLIN = """\
package shop

@Dao interface ItemDao
@Database(entities = [], version = 2) abstract class ShopDb : RoomDatabase()
@Component interface AppComponent { @Component.Builder interface Builder }
class Outer { @dagger.Component interface Inner ; @JsonClass(generateAdapter = true) class Row }
@AndroidEntryPoint class MainActivity : Activity() { @Inject lateinit var clock: Clock }
@HiltViewModel class CartViewModel @Inject constructor(val clock: Clock) : ViewModel()
@HiltWorker class SyncWorker @AssistedInject constructor(@Assisted c: Context) : Worker()
class Clock @Inject internal constructor()
class Screen { @Inject fun take(clock: Clock) {} }
@AssistedFactory interface SyncFactory
@Module object Times { @Provides fun provideClock(): Clock = Clock() ; fun plain() {} }
@JsonClass(generateAdapter = true) data class Item(val id: Int)
@GlideModule class ShopGlide : AppGlideModule()
@ShowkaseRoot class Root : ShowkaseRootModule
@AutoValue abstract class Price
@ModelView class HeaderView
@Entity class Note
@CircuitInject(CartScreen::class, AppScope::class) @Composable fun Cart() {}
@Serializable data class Route(val id: Int)
@ContributeToActivityStarter(Params::class) class Start
@Composable fun Plain() {}
@Serializable class Old_Name
class Bare(val x: Int)
"""
JAVA = """\
package shop;
class Jar { @Inject Jar(Clock clock) {} }
"""


class Source:
    """Declarations of two files."""

    def __init__(self) -> None:
        files = (extract("a/Shop.kt", KOTLIN), extract("a/Jar.java", JAVA))
        self.symbols = [one for file in files for one in file.symbols]

    def symbol(self, qualified: str) -> Sequence[Symbol]:
        return [one for one in self.symbols if one.qualified == qualified]

    def members(self, qualified: str) -> Sequence[Symbol]:
        return [one for one in self.symbols if one.owner == qualified]

    def package_symbols(self, package: str) -> Sequence[Symbol]:
        return [one for one in self.symbols if one.qualified.rpartition(".")[0] == package]


@pytest.mark.parametrize(
    ("made", "by"),
    [
        ("ItemDao_Impl", "ItemDao"),
        ("ShopDb_Impl", "ShopDb"),
        ("ShopDb_AutoMigration_1_2_Impl", "ShopDb"),
        ("SyncFactory_Impl", "SyncFactory"),
        ("DaggerAppComponent", "AppComponent"),
        ("DaggerOuter_Inner", "Outer.Inner"),
        ("Outer_RowJsonAdapter", "Outer.Row"),
        ("ItemJsonAdapter", "Item"),
        ("Hilt_MainActivity", "MainActivity"),
        ("MainActivity_GeneratedInjector", "MainActivity"),
        ("MainActivity_MembersInjector", "MainActivity"),
        ("Screen_MembersInjector", "Screen"),
        ("CartViewModel_HiltModules", "CartViewModel"),
        ("CartViewModel_Factory", "CartViewModel"),
        ("SyncWorker_AssistedFactory", "SyncWorker"),
        ("Clock_Factory", "Clock"),
        ("Jar_Factory", "Jar"),
        ("Times_ProvideClockFactory", "Times"),
        ("GlideApp", "ShopGlide"),
        ("getBrowserIntent", "Root"),
        ("RootCodegen", "Root"),
        ("AutoValue_Price", "Price"),
        ("HeaderViewModel_", "HeaderView"),
        ("Note_", "Note"),
        ("MyObjectBox", "Note"),
        ("CartFactory", "Cart"),
        ("create", "AppComponent"),
        ("Route.serializer", "Route"),
        ("Route.Companion.serializer", "Route"),
        ("Start_Params_Mapper", "Start"),
    ],
)
def test_what_is_made_and_of_what(made: str, by: str) -> None:
    found = processed(f"shop.{made}", Source())

    assert found is not None
    assert found.qualified == f"shop.{by}"


@pytest.mark.parametrize(
    "name",
    [
        "Item_Impl",
        "DaggerItem",
        "Hilt_Item",
        "Bare_Factory",
        "Bare_MembersInjector",
        "Times_PlainFactory",
        "BareJsonAdapter",
        "PlainFactory",
        "Bare.serializer",
        "Bare_Mapper",
        "Old_Mapper",
        "Route_Mapper",
        "Nothing_Impl",
        "itemDao_Impl",
    ],
)
def test_nothing_is_made_of_what_is_not_annotated_for_it(name: str) -> None:
    assert processed(f"shop.{name}", Source()) is None


def test_another_package_has_no_part_in_it() -> None:
    assert processed("other.ItemDao_Impl", Source()) is None
    assert processed("other.GlideApp", Source()) is None
