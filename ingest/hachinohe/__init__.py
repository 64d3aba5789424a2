"""From the record types of the Hachinohe register file to canonical rows; `translation` has the way in."""
