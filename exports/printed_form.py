"""The 異動集計表 as a PDF, set by typst with fonts that come with the project; tagged for screen readers (PDF/UA-1)."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import typst

from exports.edition import Edition
from exports.movement_form import MovementForm

TEMPLATE = Path(__file__).parent / "movement_form.typ"
STANDARD = "ua-1"


@cache
def _fonts() -> typst.Fonts:
    """Find the fonts once: no font of the system is used, so that every machine prints the same."""
    packages = (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)
    folders = [str(Path(str(package.FONT_PATH)).parent) for package in packages]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def write_pdf(path: Path, form: MovementForm, edition: Edition) -> None:
    """Write the form to `path`; the same form of the same version gives the same bytes."""
    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts())
    compiler.compile(
        output=str(path),
        format="pdf",
        sys_inputs={"form": json.dumps(asdict(form), ensure_ascii=False)},
        pdf_standards=[STANDARD],
        timestamp=datetime.combine(edition.made_date, time(), tzinfo=UTC),
    )
