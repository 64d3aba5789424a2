select delivery_id, 'my_number_check_digit' as rule_code, delivery_id % 5::bigint as row_count
from delivery_ledger where delivery_id % 5 > 0 order by all
