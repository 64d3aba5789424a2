"""Checks every CSV of an export before anyone can see it."""

from collections.abc import Iterator
from pathlib import Path

from exports import file_rules, value_rules
from exports.dictionary import CODES_FILE, COLUMNS_FILE, column_meanings
from exports.linted_file import CsvFile, read_csv_file, read_text
from store.errors import CheckFailed

RULES = file_rules.RULES | value_rules.RULES

SHOWN_FINDINGS = 3


def lint_folder(folder: Path) -> None:
    """Check every CSV under `folder` against its own columns.csv and codes.csv.

    Raises CheckFailed with the first findings.
    """
    codes = read_text(folder / "tidy" / CODES_FILE).select("code_system", "code")
    explained = set(read_text(folder / "tidy" / COLUMNS_FILE)["column"])
    meanings = {column: meaning for column, meaning in column_meanings().items() if column in explained}
    findings = [
        finding
        for path in sorted(folder.rglob("*.csv"))
        for finding in lint(read_csv_file(path, folder=folder, meanings=meanings, codes=codes))
    ]
    if findings:
        more = len(findings) - SHOWN_FINDINGS
        rest = f" … and {more} more" if more > 0 else ""
        shown = "; ".join(findings[:SHOWN_FINDINGS])
        raise CheckFailed(f"Nothing was exported, rules of machine readability are broken: {shown}{rest}.")


def lint(file: CsvFile) -> Iterator[str]:
    """Yield a sentence, led by the rule's id, for every rule the file breaks."""
    for rule_id, rule in RULES.items():
        for finding in rule(file):
            yield f"[{rule_id}] {finding}"
