select row_number() over (order by stat_month)::integer as delivery_id,
    if(is_base_month, 'residents_', 'changes_') || strftime(stat_month, '%Y%m') || '.csv' as file,
    if(is_base_month, 'residents', 'changes') as kind, 'std' as profile,
    (stat_month + interval 1 month + interval 33 hour)::timestamp as loaded_at,
    if(is_assumed, null, last_day(stat_month)) as through_date,
    loaded + month(stat_month) % 4 * 3 + (month(stat_month) = 6)::int as received, loaded,
    month(stat_month) % 4::bigint as duplicate, month(stat_month) % 4::bigint as superseded,
    month(stat_month) % 4::bigint as quarantined, (month(stat_month) = 6)::bigint as out_of_scope
from (select stat_month, sum(movement_count)::bigint as loaded from movements_monthly
    where basis_code = 'register' group by all)
join covered_months using (stat_month) order by delivery_id
