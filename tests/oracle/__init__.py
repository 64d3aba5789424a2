"""A second opinion: the rules of the register read aloud, person by person, change by change.

Plain standard library, no SQL, no frames, no code shared with the rooms it judges. Slow and obvious.
Codes are written out here, because an oracle that read the attribute columns of the seeds would share
their mistakes.

`values` cells → values; `reading` cells → rows (`changes`); `judging` files → loaded rows; `closing` which
months were closed by then; `dating` and `replay` rows of one person → effects; `tables` effects → marts;
`movement_table` effects → the 異動集計表; `knowledge` effects → vintages; `bases` effects → what the bases
share.
"""
