"""What the verbs of the key zone say: ids, counts and coordinates, never a value."""

from typing import Any

from ingest.keyring import read_keyring
from ingest.keys import open_key
from ingest.landing import LandingPurge
from ingest.links import count_generations, count_links
from ingest.requests import Answer
from ingest.retention import RetentionPurge
from ingest.rotation import Rotation
from store.home import Home

COORDINATES = ("file", "delivery_id", "kind", "row_number", "history_number", "recorded_date")


def key_status(home: Home) -> dict[str, Any]:
    """Return what is known of the key and its links.

    Raises ConfigurationError if the key is missing or wrong.
    """
    key = open_key(home)
    keyring = read_keyring(home)
    generations = count_generations(home)
    return {
        "source": key.source,
        "check_value": key.check_value(),
        "generation": key.generation,
        "made_at": keyring.made_at if keyring else None,
        "rotated_at": keyring.rotated_at if keyring else None,
        "retired_keys": len(key.retired),
        "nested_links": sum(count for number, count in generations.items() if number < key.generation),
        "links": count_links(home),
    }


def key_status_sentences(status: dict[str, Any]) -> str:
    """Return the key's state in words."""
    rotated = f"rotated {status['rotated_at']}" if status["rotated_at"] else "never rotated"
    made = f"made {status['made_at']}, {rotated}" if status["made_at"] else rotated
    lines = [
        f"The key from {status['source']} is the right one (check value {status['check_value']}, {made}); "
        f"links of {len(status['links']):,} municipalities."
    ]
    lines += [f"  {code}: {_link_counts(counts)}" for code, counts in status["links"].items()]
    if status["nested_links"]:
        lines.append(
            f"  {status['nested_links']:,} links still need a retired key ({status['retired_keys']} kept); "
            "`jukistat keys rotate FILE…` with full residents deliveries sets free those on the register."
        )
    return "\n".join(lines)


def rotation_sentences(rotation: Rotation) -> str:
    """Return what a rotation did, in words."""
    sentences = [
        f"The key is generation {rotation.generation} now (check value {rotation.check_value}): "
        f"{rotation.rekeyed:,} links re-keyed, {rotation.nested:,} nested, {rotation.dropped:,} dropped."
    ]
    if rotation.nested:
        sentences.append(
            "The key before stays in the key zone for the nested ones, readable with the new key."
        )
    sentences.append("Back up the key zone again; erase its older backups.")
    return " ".join(sentences)


def landing_sentence(purge: LandingPurge) -> str:
    """Return what was erased of the landing, in words."""
    return (
        f"Erased {purge.erased:,} loaded files under landing; left {purge.unknown:,} that are not in the "
        f"ledger and {purge.waiting:,} with rows that wait for a base."
    )


def retention_sentence(purge: RetentionPurge) -> str:
    """Return what was purged of departed persons, in words."""
    return (
        f"Removed the links of {purge.persons:,} persons gone before {purge.before} and of "
        f"{purge.households:,} households of theirs alone; reduced birth dates in {purge.rows:,} rows. "
        "Run `jukistat build` now: the file of the last build still holds the full dates."
    )


def request_sentence(request_id: str | None) -> str:
    """Return what became of a request, in words."""
    if request_id is None:
        return "Nobody with this number is linked in that municipality; there is nothing to do."
    return (
        f"Request {request_id} waits. Another person confirms it: "
        f"`jukistat person confirm {request_id} --by NAME`."
    )


def answer_sentences(answer: Answer) -> str:
    """Return the answer to a confirmed request, in words; coordinates as lines of a table."""
    if answer.action == "list":
        lines = [
            f"{len(answer.rows):,} rows of this person are in the ledger; rows in quarantine hold no "
            "surrogate and are not among them.",
            "\t".join(COORDINATES),
        ]
        lines += ["\t".join(str(row[name]) for name in COORDINATES) for row in answer.rows]
        return "\n".join(lines)
    return (
        f"Removed {_link_counts(answer.links)}. The facts stay counted, and nothing leads from the number to "
        "them any more. A later row of this number gets a new surrogate: it is a stranger to these facts."
    )


def _link_counts(counts: dict[str, int]) -> str:
    """Return numbers of links by domain, in words."""
    return ", ".join(f"{count:,} {domain} links" for domain, count in counts.items())
