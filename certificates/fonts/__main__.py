"""Cuts the certificate's fonts: `python -m certificates.fonts [folder with Lato-*.ttf]`.

Needed only to change the character set. The originals are Debian's package `fonts-lato`
(`apt-get install fonts-lato`) or latofonts.com; the folder defaults to where Debian puts them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from certificates.fonts import FAMILY, WEIGHTS, font_file

DEBIAN_FOLDER = Path("/usr/share/fonts/truetype/lato")

ASCII = range(0x20, 0x7F)
LATIN_1 = range(0xA0, 0x100)
LATIN_EXTENDED_A = range(0x100, 0x180)
PUNCTUATION = map(ord, "–—‘’“”•…ȘșȚț")
CHARACTERS = (*ASCII, *LATIN_1, *LATIN_EXTENDED_A, *PUNCTUATION)

# Record ids of the `name` table (OpenType specification) that carry the family's name.
FAMILY_NAME, STYLE_NAME, UNIQUE_ID, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 3, 4, 6
COPYRIGHT, LICENCE, LICENCE_URL = 0, 13, 14


def cut(source: Path, weight: str) -> Path:
    """Writes the subset of `source` and returns its path; hinting and layout features are left out."""
    options = subset.Options(
        hinting=False,
        layout_features=[],
        drop_tables=["GDEF", "GPOS", "GSUB", "gasp", "kern", "FFTM", "DSIG"],
        notdef_outline=True,
        glyph_names=False,
        recalc_timestamp=False,
        name_IDs=[COPYRIGHT, FAMILY_NAME, STYLE_NAME, UNIQUE_ID, FULL_NAME, POSTSCRIPT_NAME, LICENCE, LICENCE_URL],
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    _rename(font, weight)
    font["head"].created = font["head"].modified  # the original's date is so far off that readers warn of it
    target = font_file(weight)
    subset.save_font(font, str(target), options)
    return target


def _rename(font: TTFont, weight: str) -> None:
    """Takes the reserved name out of every record, as the licence asks of a modified font."""
    compact = FAMILY.replace(" ", "")
    names = {
        FAMILY_NAME: f"{FAMILY} {weight}",
        STYLE_NAME: "Regular",
        UNIQUE_ID: f"{compact}-{weight}",
        FULL_NAME: f"{FAMILY} {weight}",
        POSTSCRIPT_NAME: f"{compact}-{weight}",
    }
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Cut the certificate's fonts from Lato.")
    parser.add_argument("folder", nargs="?", type=Path, default=DEBIAN_FOLDER, help="folder with Lato-*.ttf")
    folder: Path = parser.parse_args(arguments).folder
    for weight in WEIGHTS:
        target = cut(folder / f"Lato-{weight}.ttf", weight)
        print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
