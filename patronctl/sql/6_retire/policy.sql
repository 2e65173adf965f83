-- Writes policy, one row: the job's retirement rules, the district's calendar, and today there. NULL means that a rule is off; an empty list is no limit.
CREATE OR REPLACE TEMP TABLE policy AS
SELECT
    CAST({{ timezone | param }} AS VARCHAR) AS timezone,
    CAST({{ today | param }} AS DATE) AS today,
    -- The school year is the calendar year's from the first of the starting month, else the year before's.
    year(today) - CASE WHEN month(today) < {{ year_starts_in | param }} THEN 1 ELSE 0 END AS school_year,
    CAST({{ scope.patron_types | param }} AS VARCHAR[]) AS patron_types,
    CAST({{ scope.access_levels | param }} AS VARCHAR[]) AS access_levels,
    CAST({{ scope.personas | param }} AS VARCHAR[]) AS personas,
    CAST({{ active.include_restricted | param }} AS BOOLEAN) AS include_restricted,
    CAST({{ active.inactivate_after_days | param }} AS INTEGER) AS inactivate_after_days,
    CAST({{ active.clear_homeroom | param }} AS BOOLEAN) AS clear_homeroom,
    CAST({{ active.disable_login | param }} AS BOOLEAN) AS disable_login,
    CAST({{ active.delete_graduated_seniors | param }} AS BOOLEAN) AS delete_graduated_seniors,
    CAST({{ active.graduated_when | param }} AS VARCHAR) AS graduated_when,
    CAST({{ (active.graduated_seniors_in_feed == 'keep') | param }} AS BOOLEAN) AS keeps_listed_seniors,
    list_transform(CAST({{ active.senior_grade_levels | param }} AS VARCHAR[]), lambda grade: ltrim(lower(trim(grade)), '0')) AS senior_grade_levels,
    CAST({{ inactive.delete_after_days | param }} AS INTEGER) AS delete_after_days,
    CAST({{ inactive.delete_if | param }} AS VARCHAR) AS delete_if,
    CAST({{ inactive.fines_below_cents | param }} AS BIGINT) AS fines_below_cents,
    CAST({{ with_transactions.inactive_days | param }} AS INTEGER) AS with_transactions_inactive_days,
    CAST({{ with_transactions.graduated_years_ago | param }} AS INTEGER) AS with_transactions_graduated_years_ago,
    CAST({{ with_transactions.age | param }} AS INTEGER) AS with_transactions_age,
    CAST({{ with_transactions.years_counted_in | param }} AS VARCHAR) AS years_counted_in,
    CAST({{ feed_may_delete_with_transactions | param }} AS BOOLEAN) AS feed_may_delete_with_transactions;
