"""One delivery from bytes to a visible ledger entry: the order of the steps, which do not know each other."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import polars.selectors as cs

from ingest.bases import NO_BASE, BaseHistories, check_base_date, find_superseded, read_base_dates, split_baseless
from ingest.check_digits import count_check_digit_faults
from ingest.contract import validate_rows
from ingest.decoding import check_encoding, decode_block, take_header_line
from ingest.form import Judgement, judge_form
from ingest.headers import Header, recognise_header
from ingest.keys import MasterKey, register_key
from ingest.masters import Masters, check_masters
from ingest.parts import Part, draft_path, settle_parts, read_part, rewrite_part, sweep, write_part, write_quarantine
from ingest.proof import Proof
from ingest.rejections import SCHEMA as REJECTION_SCHEMA
from ingest.records import BLOCK_BYTES, Block, read_blocks
from ingest.repeats import CONFLICT, KeyLedger, find_repeats
from ingest.rows import shape_rows
from ingest.sources import open_delivery
from ingest.tokens import TokenDirectory
from store.configuration import Configuration
from store.errors import DeliveryRefused
from store.home import Home
from store.ledger import Delivery, ledger_id, read_deliveries, row_files, write_delivery

WARNING = "warning: "
"""Prefix of the columns that carry a row's warnings while it is judged."""
DATE_COLUMNS = {"changes": "recorded_date", "residents": "base_date"}
PART_ROWS = 500_000


@dataclass(frozen=True)
class Assignment:
    """One delivery to load and what was said about it."""

    path: Path
    profile: str | None = None
    kind: str | None = None
    extracted_at: str | None = None
    through_date: str | None = None
    replay_of: int | None = None
    only_rows: pl.Series | None = None
    """Row numbers to replay; None = all."""
    replayed_codes: tuple[str, ...] = ()
    block_bytes: int = BLOCK_BYTES


@dataclass
class LoadContext:
    """What the deliveries of one `load` share. `deliveries` grows as they are committed."""

    home: Home
    key: MasterKey
    configuration: Configuration
    masters: Masters
    directory: TokenDirectory
    deliveries: list[Delivery]

    def base_dates(self) -> dict[str, date]:
        return read_base_dates(self.deliveries)


class DeliveryLoad:
    """One delivery while it streams by. Nothing it writes is visible before `commit`."""

    def __init__(self, context: LoadContext, assignment: Assignment, delivery_id: int) -> None:
        self.context = context
        self.assignment = assignment
        self.delivery_id = delivery_id
        self.file = assignment.path.name
        self.bases = context.base_dates()
        self.histories = BaseHistories(context.home, context.deliveries, self.bases)
        self.base_date: date | None = None
        self.received = 0
        self.next_row = 1
        self.outcomes: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.rejections = [pl.DataFrame(schema=REJECTION_SCHEMA)]
        self.pending: list[pl.DataFrame] = []
        self.parts: list[Part] = []

    def open(self, header: Header) -> None:
        """Settle the layout; the rows come now."""
        self.header = header
        self.layout = header.layout
        self.keys = KeyLedger(self.layout.kind)
        self.proof = Proof(self.layout.kind)

    def take(self, block: Block) -> None:
        """Judge a block of records and write those that are accepted."""
        records = decode_block(self.file, block, self.header, first_row=self.next_row)
        self.next_row += records.received
        rows, misshapen = records.rows, pl.Series("row_number", records.misshapen, dtype=pl.Int64)
        if self.assignment.only_rows is not None:
            rows = rows.filter(rows["row_number"].is_in(self.assignment.only_rows.implode()))
            misshapen = misshapen.filter(misshapen.is_in(self.assignment.only_rows.implode()))
        self.received += rows.height + misshapen.len()
        self._reject(misshapen.to_frame(), "field_count")
        self._count_check_digits(rows)
        judged = judge_form(rows, self.layout)
        self._reject(judged.rejections)
        accepted = self._judge_base(self._marked(judged))
        if accepted.height:
            self._accept(self._judge_superseded(accepted))

    def _reject(self, rejections: pl.DataFrame, rule_code: str | None = None) -> None:
        """Keep the coordinates of refused rows; never a value."""
        if rejections.height:
            known = {"delivery_id": pl.lit(self.delivery_id, pl.Int32), "file": pl.lit(self.file)}
            if rule_code:
                known |= {"rule_code": pl.lit(rule_code), "column_name": pl.lit("")}
            self.rejections.append(
                rejections.cast({cs.enum(): pl.String})
                .with_columns(**known)
                .match_to_schema(
                    REJECTION_SCHEMA, missing_columns="insert", extra_columns="ignore"
                )
            )

    def _count_check_digits(self, rows: pl.DataFrame) -> None:
        for column in self.layout.columns:
            if column.content == "check_digit":
                texts = rows[column.column]
                if self.context.configuration.my_numbers == "refuse" and (texts != "").any():
                    row = rows.filter(texts != "")["row_number"][0]
                    raise DeliveryRefused(
                        f"{self.file}, row {row}, column {column.name} is filled, and this home refuses deliveries "
                        "with such numbers (my_numbers). Export it again without them."
                    )
                self.warnings.update(count_check_digit_faults(texts, column))

    def _marked(self, judged: Judgement) -> pl.DataFrame:
        """Return sound rows with one column per warning, so that a row keeps its warnings as it is judged on."""
        rows, warnings = check_masters(judged.rows, self.layout, self.context.masters)
        return rows.with_columns(
            [concerned.alias(WARNING + rule) for rule, concerned in {**judged.warnings, **warnings}.items()]
        )

    def _judge_base(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self.layout.kind == "residents":
            self.base_date = check_base_date(self.file, rows, self.bases, self.base_date)
            return rows
        is_baseless = split_baseless(rows, self.bases)
        self._reject(rows.filter(is_baseless), NO_BASE)
        return rows.filter(~is_baseless)

    def _judge_superseded(self, rows: pl.DataFrame) -> pl.DataFrame:
        tokens = {
            column.column: self.context.directory.surrogates(
                column.domain, rows["municipality_code"], rows[column.column]
            ).alias(column.column)
            for column in self.layout.columns
            if column.content == "number"
        }
        rows = rows.with_columns(tokens.values())
        if self.layout.kind == "residents":
            return rows
        rows = rows.with_columns(self.histories.history_numbers(rows))
        is_superseded = find_superseded(rows, self.bases)
        self.outcomes["superseded"] += int(is_superseded.sum())
        return rows.filter(~is_superseded)

    def _accept(self, rows: pl.DataFrame) -> None:
        for name in rows.columns:
            if name.startswith(WARNING):
                self.warnings[name.removeprefix(WARNING)] += int(rows[name].sum())
        shaped = shape_rows(rows, self.layout, delivery_id=self.delivery_id)
        self.keys.add(shaped)
        self.pending.append(shaped)
        if sum(batch.height for batch in self.pending) >= PART_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write the accepted rows that wait as one part."""
        rows = pl.concat(self.pending) if self.pending else pl.DataFrame()
        self.pending = []
        if rows.height:
            validate_rows(rows, self.layout.kind, self.context.masters.area_codes)
            self.proof.add(rows, {})
            path = draft_path(self.context.home, self.layout.kind, self.delivery_id, len(self.parts))
            self.parts.append(write_part(path, rows, date_column=DATE_COLUMNS[self.layout.kind]))

    def drop_repeats(self) -> None:
        """Take out rows whose key came before: duplicates are counted, conflicts quarantined."""
        here = {code for part in self.parts for code in part.municipality_codes}
        touching = [entry for entry in self.context.deliveries if here.intersection(entry.municipality_codes)]
        earlier = row_files(self.context.home, self.layout.kind, touching)
        suspects = self.keys.suspects(earlier)
        if not suspects.size:
            return
        repeats = find_repeats(self.layout.kind, [part.path for part in self.parts], earlier, suspects)
        conflicts = repeats.filter("is_conflict")["row_number"]
        self.outcomes["duplicate"] += repeats.height - conflicts.len()
        self.parts = [self._without(part, repeats["row_number"], conflicts) for part in self.parts]
        self.parts = [part for part in self.parts if part.row_count]

    def _without(self, part: Part, repeats: pl.Series, conflicts: pl.Series) -> Part:
        rows = read_part(part)
        is_repeat = rows["row_number"].is_in(repeats.implode())
        if not is_repeat.any():
            return part
        self._reject(rows.filter(rows["row_number"].is_in(conflicts.implode())), CONFLICT)
        return rewrite_part(part, rows.filter(~is_repeat), date_column=DATE_COLUMNS[self.layout.kind])

    def commit(self, file_sha256: str) -> Delivery:
        """Make the delivery visible: links first, then rows, then the manifest that names them."""
        rejections = pl.concat(self.rejections).sort("row_number")
        codes = {code for part in self.parts for code in part.municipality_codes}
        delivery = Delivery(
            delivery_id=self.delivery_id,
            file=self.file,
            file_sha256=file_sha256,
            kind=self.layout.kind,
            profile=self.layout.profile,
            loaded_at=datetime.now().isoformat(timespec="seconds"),
            municipality_codes=sorted(codes),
            received=self.received,
            loaded=sum(part.row_count for part in self.parts),
            duplicate=self.outcomes["duplicate"],
            superseded=self.outcomes["superseded"],
            quarantined=rejections.height,
            out_of_scope=self.outcomes["out_of_scope"],
            warnings={rule: count for rule, count in sorted(self.warnings.items()) if count},
            first_recorded_date=_iso(min((part.first_date for part in self.parts), default=None)),
            last_recorded_date=_iso(max((part.last_date for part in self.parts), default=None)),
            through_date=self.assignment.through_date,
            extracted_at=self.assignment.extracted_at,
            replay_of=self.assignment.replay_of,
            replayed_codes=list(self.assignment.replayed_codes),
            proof=self.proof.summary(),
            source_path=str(self.assignment.path),
            file_bytes=self.assignment.path.stat().st_size,
        )
        if not delivery.is_closed():
            raise RuntimeError(f"the row counts of {self.file} do not close")
        register_key(self.context.home, self.context.key)
        self.context.directory.commit()
        settle_parts([part.path for part in self.parts])
        write_quarantine(self.context.home, self.delivery_id, rejections)
        write_delivery(self.context.home, delivery)
        self.context.deliveries.append(delivery)
        return delivery


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def load_delivery(context: LoadContext, assignment: Assignment, *, progress: Callable[[int], None]) -> Delivery:
    """Load one delivery and return its ledger entry. `progress` is told how many bytes of the file are read.

    Raises DeliveryRefused; then nothing of it is left.
    """
    load = DeliveryLoad(context, assignment, ledger_id(context.deliveries) + 1)
    try:
        with open_delivery(assignment.path) as (stream, reader):
            for number, block in enumerate(read_blocks(load.file, stream, block_bytes=assignment.block_bytes)):
                check_encoding(load.file, block)
                if number == 0:
                    line, block = take_header_line(block)
                    load.open(recognise_header(load.file, line, profile=assignment.profile, kind=assignment.kind))
                load.take(block)
                progress(reader.tell())
            file_sha256 = reader.sha256()
        load.flush()
        load.drop_repeats()
        return load.commit(file_sha256)
    except BaseException:
        sweep(context.home)
        raise
