-- Rows received are rows loaded, duplicate, superseded, quarantined or out of scope, for every delivery. It
-- can never fail: ingest refuses to make a delivery visible that does not close. If it does, rows were lost
-- at the door without a word, and no number built on them can be defended (01-feed 1.4).
select
    delivery_id,
    received,
    loaded + duplicate + superseded + quarantined + out_of_scope as row_count
from {{ ref('delivery_ledger') }}
where received != loaded + duplicate + superseded + quarantined + out_of_scope
