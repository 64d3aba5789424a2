-- The population lies within the bounds of the quarantine, and on both where nothing waits. It can never fail:
-- a row that is not accepted changes nothing. If it does, the page says of a number that it cannot be.
select *
from {{ ref('quarantine_bounds') }}
where
    population_count not between lowest_count and highest_count
    or (waiting_count = 0 and lowest_count != highest_count)
