"""The functions a query may call: each gives one value of bounded size, out of its arguments alone."""

AGGREGATES = """
    any_value approx_count_distinct arg_max arg_min avg bool_and bool_or corr count count_if count_star
    covar_pop covar_samp first kurtosis last mad max max_by mean median min min_by mode quantile_cont
    quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope skewness stddev
    stddev_pop stddev_samp string_agg sum var_pop var_samp variance
"""
WINDOWS = """
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
"""
DATES = """
    date_add date_diff date_part date_sub date_trunc datediff datepart datetrunc day dayofyear days_in_month
    last_day make_date month monthname quarter strftime to_days to_months to_quarters to_years year
"""
STRINGS = """
    || ~~ ~~* !~~ !~~* concat concat_ws contains ends_with left length like_escape lower ltrim not_like_escape
    position replace reverse right rtrim starts_with strlen strpos substr substring suffix prefix trim upper
"""
NUMBERS = """
    + - * / // % ** ^ abs cbrt ceil ceiling divide even exp fdiv floor fmod greatest
    least ln log log10 log2 mod multiply power pow round sign sqrt subtract trunc
"""
CONDITIONS = "if nullif"

FUNCTION_GROUPS = {
    name: tuple(words.split())
    for name, words in {
        "aggregates": AGGREGATES,
        "windows": WINDOWS,
        "dates": DATES,
        "strings": STRINGS,
        "numbers": NUMBERS,
        "conditions": CONDITIONS,
    }.items()
}
FUNCTIONS = frozenset(name for group in FUNCTION_GROUPS.values() for name in group)
"""None that reads files, settings, the catalog, the clock or chance; none that makes lists, structures or
long values (`repeat`, `lpad`, `format`, `range`), and none whose time grows with the square of its arguments
(`levenshtein`)."""

TYPE_NAMES = """
    bigint boolean bool date decimal double float hugeint int integer interval numeric real smallint string
    text timestamp tinyint ubigint uinteger usmallint utinyint varchar
"""
TYPES = frozenset(TYPE_NAMES.split())
"""What a value may be cast to, in the engine's names and those of the standard."""

BARE_NAMES = """
    current_catalog current_database current_date current_localtime current_localtimestamp current_role
    current_schema current_time current_timestamp current_user localtime localtimestamp session_user user
"""
CLOCK_AND_SESSION = frozenset(BARE_NAMES.split())
"""Functions called without parentheses, all refused: a query gives the same rows of a version on any day."""
