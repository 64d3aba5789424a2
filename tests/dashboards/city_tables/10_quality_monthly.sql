select municipality_code, stat_month, rule_code,
    (month(stat_month) % 3 + length(rule_code) % 2)::bigint as row_count
from covered_months cross join quality_rule_codes
where month(stat_month) % 3 + length(rule_code) % 2 > 0 order by all
