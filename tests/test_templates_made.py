"""Every Word template of the house is what its script makes: no template is drawn by hand and then lost."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import wordlook


def packed(path: Path) -> list[tuple[str, tuple[int, ...], bytes]]:
    """Return a package's members in their order: name, date, content."""
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, info.date_time, archive.read(info)) for info in archive.infolist()]


def test_every_template_is_byte_for_byte_what_its_script_makes(tmp_path: Path) -> None:
    import make_docx

    kept = {path.name: path for path in (wordlook.TEMPLATES / "docx").glob("*.docx")}
    count = make_docx.main(tmp_path / "one")
    make_docx.main(tmp_path / "two")
    made = {path.name: path for path in (tmp_path / "one").iterdir()}
    assert made.keys() == kept.keys() and count == len(kept)
    for name, path in made.items():
        assert path.read_bytes() == (tmp_path / "two" / name).read_bytes(), name
        assert packed(path) == packed(kept[name]), f"{name}: run python templates/make_docx.py"
        if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # another zlib packs the same content in other bytes
            assert path.read_bytes() == kept[name].read_bytes(), name
