"""What a refusal says, in two languages: `seeds/query_refusal_codes.csv`."""

import csv
from functools import cache

from adhoc.guard import Refusal
from store.home import PROJECT_ROOT

SEED = PROJECT_ROOT / "seeds" / "query_refusal_codes.csv"


@cache
def refusal_labels() -> dict[str, dict[str, str]]:
    """Return the row of every refusal code."""
    with SEED.open(encoding="utf-8", newline="") as stream:
        return {row["query_refusal_code"]: row for row in csv.DictReader(stream)}


def sentence(refusal: Refusal, language: str) -> str:
    """Return the refusal in `language` (ja, en): why, what to do, and the word of the query that is meant."""
    text = refusal_labels()[refusal.code][f"label_{language}"]
    return f"{text} ({refusal.word})" if refusal.word else text
