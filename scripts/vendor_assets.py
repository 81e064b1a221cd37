"""Re-make the files under static/vendor from their npm packages, or check them against their hashes.

A developer runs this when a package changes; it needs npm and
`pip install fonttools brotli`, installers need neither:

    python scripts/vendor_assets.py            # fetch with `npm pack`, cut, write, note the hashes
    python scripts/vendor_assets.py --check    # no network: exit 1 when a vendored file differs
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
SUMS = VENDOR / "SHA256SUMS"

# Package, version and the SHA-256 of the archive the registry serves for it.
PACKAGES = {
    "htmx.org@4.0.1": "5fba65616ca148a86d377e9771bcada7f35faee3558651feb929eea425e13b3c",
    "@fontsource-variable/noto-sans@5.3.0": "2cd97f3573b6e8ceaaa54ddf5df3f8e64d89a5bb31954013700d36a7ec01dcd6",
    "@tabler/icons@3.51.0": "b30108713d3fa60aee862c2a133225da8e0f309be0708fe2925763ff810c766c",
    "@fontsource/tinos@5.3.0": "218a9f3dfc1f43e595835ba84ffb1f69723f27cab54a50b5acd64c0fe067dbe2",
}
HTMX, NOTO, TABLER, TINOS = PACKAGES

WEIGHTS = (400, 700)
# Letters of Ê Đê, Ba Na, Cơ Ho and other languages of Viet Nam that the two main subsets lack.
MINORITY = (
    "U+0106-0107,U+010C-010D,U+0114-0115,U+012C-012D,U+0143-0144,U+0147-0148,U+014E-014F,"
    "U+016C-016D,U+0302,U+0306,U+030C,U+031B,U+0331,U+1E06-1E07"
)
FONTS = {
    "ns-latin.woff2": ("noto-sans-latin-wght-normal.woff2", None),
    "ns-viet.woff2": ("noto-sans-vietnamese-wght-normal.woff2", None),
    "ns-minority.woff2": ("noto-sans-latin-ext-wght-normal.woff2", MINORITY),
}
PAPER_STYLES = {
    "regular": "400-normal",
    "bold": "700-normal",
    "italic": "400-italic",
    "bold-italic": "700-italic",
}
PAPER_SUBSETS = ("latin", "latin-ext", "vietnamese")
ICONS = [
    "alert-triangle",
    "archive",
    "arrow-left",
    "arrow-right",
    "arrows-exchange",
    "baby-carriage",
    "bell",
    "briefcase",
    "building-community",
    "calendar",
    "check",
    "chevron-right",
    "circle-check",
    "circle-dashed",
    "circle-x",
    "clock",
    "coin",
    "door-exit",
    "dots",
    "download",
    "eye",
    "eye-off",
    "file-check",
    "file-text",
    "filter",
    "flag",
    "heart-handshake",
    "home",
    "hourglass",
    "info-circle",
    "key",
    "language",
    "layout-dashboard",
    "link",
    "list-check",
    "lock",
    "logout",
    "map-pin",
    "menu-2",
    "message",
    "mood-kid",
    "notes",
    "paperclip",
    "pencil",
    "phone",
    "plus",
    "printer",
    "qrcode",
    "refresh",
    "route",
    "scale",
    "school",
    "search",
    "send",
    "shield-check",
    "stethoscope",
    "user",
    "user-plus",
    "users",
    "wifi-off",
    "x",
]


def sha256(path: Path) -> str:
    """The hex digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: str, into: Path) -> Path:
    """Unpack one npm package; refuses an archive whose hash is not the pinned one."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the packages")
    done = subprocess.run(
        [npm, "pack", "--silent", "--ignore-scripts", package],
        cwd=into, check=True, capture_output=True, text=True,
    )  # fmt: skip
    archive = into / done.stdout.strip().splitlines()[-1]
    if sha256(archive) != PACKAGES[package]:
        sys.exit(f"{package}: the archive is not the pinned one ({sha256(archive)})")
    target = into / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def make_htmx(package: Path) -> None:
    """Copy the one script we use."""
    folder = fresh("htmx", package)
    shutil.copy(package / "dist" / "htmx.min.js", folder / "htmx.min.js")


def make_fonts(package: Path) -> None:
    """Cut the weight axis and, for the rare letters, the character set."""
    from fontTools.subset import Options, Subsetter, parse_unicodes  # noqa: PLC0415 (developers only)
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    folder = fresh("noto-sans", package)
    for name, (source, unicodes) in FONTS.items():
        font = TTFont(package / "files" / source, recalcTimestamp=False)
        if unicodes:
            options = Options()
            options.layout_features = ["*"]
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=parse_unicodes(unicodes))
            subsetter.subset(font)
        font = instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
        font.flavor = "woff2"
        font.save(folder / name)


def make_paper_fonts(package: Path) -> None:
    """Join the subsets of each style into one file: split ones garble Vietnamese in a PDF."""
    from fontTools.merge import Merger  # noqa: PLC0415 (developers only)
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    folder = fresh("tinos", package)
    for style, source in PAPER_STYLES.items():
        parts = [
            TTFont(package / "files" / f"tinos-{subset}-{source}.woff2", recalcTimestamp=False)
            for subset in PAPER_SUBSETS
        ]
        with tempfile.TemporaryDirectory() as opened:
            names = []
            for number, part in enumerate(parts):
                part.flavor = None
                names.append(f"{opened}/{number}.ttf")
                part.save(names[-1])
            font = Merger().merge(names)
        font["head"].created, font["head"].modified = (parts[0]["head"].created,) * 2
        font.recalcTimestamp = False
        font.save(folder / f"tinos-{style}.ttf")


def make_icons(package: Path) -> None:
    """Join the outline icons we use into one sprite, one symbol each."""
    folder = fresh("tabler-icons", package)
    symbols = []
    for name in ICONS:
        root = ET.parse(package / "icons" / "outline" / f"{name}.svg").getroot()  # noqa: S314 (pinned)
        shapes = "".join(shape(child) for child in root if child.get("stroke") != "none")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    style = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    sprite = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {style}>\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    (folder / "icons.svg").write_text(sprite, encoding="utf-8")


def shape(element: ET.Element) -> str:
    """One drawing element without its namespace."""
    attributes = "".join(f' {key}="{value}"' for key, value in element.attrib.items())
    return f"<{element.tag.split('}')[-1]}{attributes}/>"


def fresh(name: str, package: Path) -> Path:
    """An empty vendor folder that already holds the licence of its package."""
    folder = VENDOR / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(package / "LICENSE", folder / "LICENSE")
    return folder


def vendored() -> list[Path]:
    """Every vendored file in a steady order."""
    return sorted(path for path in VENDOR.rglob("*") if path.is_file() and path != SUMS)


def write_sums() -> None:
    """Note the hash of every vendored file."""
    lines = [f"{sha256(path)}  {path.relative_to(VENDOR).as_posix()}\n" for path in vendored()]
    SUMS.write_text("".join(lines), encoding="utf-8")


def differing() -> list[str]:
    """Names of vendored files that are missing, new, or not what the sums say."""
    noted = {}
    for line in SUMS.read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        noted[name] = digest
    found = {path.relative_to(VENDOR).as_posix(): sha256(path) for path in vendored()}
    return sorted(
        name for name in noted.keys() | found.keys() if noted.get(name) != found.get(name)
    )


def main() -> int:
    """Make or check; the exit code says whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare with the noted hashes")
    if not parser.parse_args().check:
        with tempfile.TemporaryDirectory() as folder:
            make_htmx(fetch(HTMX, Path(folder)))
            make_fonts(fetch(NOTO, Path(folder)))
            make_icons(fetch(TABLER, Path(folder)))
            make_paper_fonts(fetch(TINOS, Path(folder)))
        write_sums()
    wrong = differing()
    for name in wrong:
        print(f"differs: {name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
