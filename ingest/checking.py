"""The verb `layout check`: what would be understood of a delivery, loading nothing and needing no key."""

from collections import Counter
from dataclasses import dataclass, field

from ingest.dialects import Dialects
from ingest.form import form_lexicons, judge_form
from ingest.intake import open_records, sniff_header
from ingest.scrubbing import scrubbed
from ingest.shapes import Assignment, Header


@dataclass
class Understanding:
    """A delivery as it would be read: its layout, and how many rows fail or warn by which rule."""

    file: str
    header: Header
    received: int = 0
    out_of_scope: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


def understand(assignment: Assignment, dialects: Dialects) -> Understanding:
    """Return what would be understood of a delivery by its form alone. Raises DeliveryRefused."""
    header = sniff_header(assignment, dialects)
    lexicons = form_lexicons(header.layout)
    understanding = Understanding(assignment.file, header)
    with scrubbed(), open_records(assignment, header, dialects, {}) as delivered:
        for records in delivered.records:
            judged = judge_form(records.rows, header.layout, lexicons)
            understanding.received += records.received
            understanding.out_of_scope += records.out_of_scope
            understanding.faults["field_count"] += records.misshapen.len()
            understanding.faults.update(judged.rejections["rule_code"].to_list())
            understanding.warnings.update({rule: int(rows.sum()) for rule, rows in judged.warnings.items()})
    return understanding
