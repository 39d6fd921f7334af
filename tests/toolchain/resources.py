"""aapt2: compiles a module's resources, writes its R class, links what sees each other."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from tests.toolchain.diagnostics import Diagnostic, parse
from tests.toolchain.gradle_project import Module
from tests.toolchain.packages import Packages

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_COMPONENTS = ("activity", "service", "receiver", "provider", "application")


def compile_resources(
    packages: Packages, module: Module, *, root: Path, out: Path
) -> list[Diagnostic]:
    """Compile every file into `out/flat` and write `out/gen/.../R.java` of the own names.

    One call a file: for a whole folder at once aapt2 lists the symbols of the last file only.
    """
    flat = out / "flat"
    flat.mkdir(parents=True)
    found: list[Diagnostic] = []
    symbols: set[tuple[str, str, str]] = set()
    for file in sorted(path for path in (module.main / "res").rglob("*") if path.is_file()):
        listing = out / "symbols.txt"
        command: list[str | Path] = [packages.aapt2, "compile", file, "-o", flat]
        command += ["--output-text-symbols", listing]
        result = subprocess.run(command, capture_output=True, text=True)
        found += parse("aapt2", result.stderr.splitlines(), root=root, code=result.returncode)
        if result.returncode == 0 and listing.exists():
            for line in listing.read_text("utf-8").splitlines():
                _, java_type, kind, name = line.split()
                symbols.add((kind, re.sub(r"[.:-]", "_", name), java_type))
            listing.unlink()
    _write_r(out / "gen", module.namespace, symbols)
    return found


def _write_r(folder: Path, namespace: str, symbols: Iterable[tuple[str, str, str]]) -> None:
    lines = [f"package {namespace};", "public final class R {"]
    previous = ""
    for number, (kind, name, java_type) in enumerate(sorted(symbols)):
        if kind != previous:
            lines += ["}"] if previous else []
            lines += [f"public static final class {kind} {{"]
            previous = kind
        value = "{}" if java_type == "int[]" else hex(0x7F000000 + number)
        lines.append(f"public static final {java_type} {name} = {value};")
    lines += ["}", "}"] if previous else ["}"]
    target = folder.joinpath(*namespace.split("."), "R.java")
    target.parent.mkdir(parents=True)
    target.write_text("\n".join(lines), "utf-8")


def link(
    packages: Packages, module: Module, flats: Iterable[Path], *, root: Path, out: Path
) -> list[Diagnostic]:
    """Link the module's manifest and resources with those of the modules that it sees."""
    manifest = module.main / "AndroidManifest.xml"
    text = manifest.read_text("utf-8") if manifest.exists() else "<manifest/>"
    copy = out / "AndroidManifest.xml"
    copy.write_text(text.replace("<manifest", f'<manifest package="{module.namespace}"', 1))
    _declare_android_prefix(copy)
    command: list[str | Path] = [packages.aapt2, "link", "-I", packages.android_jar]
    command += ["--manifest", copy]
    command += ["--min-sdk-version", "26", "--target-sdk-version", "36", "--auto-add-overlay"]
    for flat in (*packages.library_resources, *flats):
        command += ["-R", flat]
    command += ["-o", out / "linked.apk"]
    result = subprocess.run(command, capture_output=True, text=True)
    lines = [line.replace(str(copy), str(manifest)) for line in result.stderr.splitlines()]
    return parse("aapt2", lines, root=root, code=result.returncode)


def _declare_android_prefix(manifest: Path) -> None:
    """aapt2 adds attributes of its own, for which an empty manifest lacks the prefix."""
    text = manifest.read_text("utf-8")
    if "xmlns:android" not in text:
        prefix = f'xmlns:android="{_ANDROID[1:-1]}"'
        manifest.write_text(text.replace("<manifest", f"<manifest {prefix}", 1), "utf-8")


def missing_components(module: Module, *, root: Path, classes: Path) -> list[Diagnostic]:
    """Classes that the manifest names and the module does not have."""
    manifest = module.main / "AndroidManifest.xml"
    if not manifest.exists():
        return []
    found: list[Diagnostic] = []
    try:
        elements = list(ElementTree.parse(manifest).iter())
    except ElementTree.ParseError:
        return []  # aapt2 has told of it
    for element in elements:
        name = element.get(f"{_ANDROID}name", "")
        if element.tag not in _COMPONENTS or not name:
            continue
        full = module.namespace + name if name.startswith(".") else name
        if full.startswith(module.namespace) and not _has_class(classes, full):
            path = manifest.relative_to(root).as_posix()
            found.append(Diagnostic("manifest", "error", path, 0, 0, f"no class `{full}`"))
    return found


def _has_class(classes: Path, name: str) -> bool:
    return classes.joinpath(*name.split(".")).with_suffix(".class").exists()
