-- Reads candidate, policy; writes the view rule_with_transactions: delete inactive patrons although they have transactions, in one of three forms.
CREATE OR REPLACE TEMP VIEW rule_with_transactions AS
WITH measured AS (
    SELECT
        candidate.*,
        CASE WHEN policy.years_counted_in = 'school_years' THEN policy.school_year ELSE year(policy.today) END - graduated_in AS graduated_years_ago
    FROM candidate
    CROSS JOIN policy
)
SELECT
    patron_id,
    4 AS position,
    'with_transactions' AS rule,
    CASE
        WHEN NOT in_scope THEN 'out_of_scope'
        WHEN coalesce(policy.with_transactions_inactive_days, policy.with_transactions_graduated_years_ago, policy.with_transactions_age) IS NULL THEN 'off'
        WHEN standing <> 'inactive' THEN 'not_inactive'
        WHEN days_inactive >= policy.with_transactions_inactive_days
            OR graduated_years_ago >= policy.with_transactions_graduated_years_ago
            OR age >= policy.with_transactions_age
            THEN CASE WHEN NOT circulation_known THEN 'kept_unknown' WHEN has_transactions THEN 'hit' ELSE 'no_transactions' END
        ELSE 'not_reached'
    END AS verdict,
    'deleted' AS action,
    CASE
        WHEN policy.with_transactions_inactive_days IS NOT NULL
            THEN format('inactive for {} days (since {}; the limit is {} days), outstanding transactions', days_inactive, inactive_since, policy.with_transactions_inactive_days)
        WHEN policy.with_transactions_graduated_years_ago IS NOT NULL
            THEN format('graduated {} years ago (class of {}; the limit is {} years), outstanding transactions', graduated_years_ago, graduated_in, policy.with_transactions_graduated_years_ago)
        ELSE format('{} years old (the limit is {}), outstanding transactions', age, policy.with_transactions_age)
    END AS reason,
    json_object('inactive_since', CAST(inactive_since AS VARCHAR), 'days', days_inactive, 'graduation_year', graduated_in,
        'graduated_years_ago', graduated_years_ago, 'age', age, 'circulation_known', circulation_known,
        'checkouts', checkouts, 'fines', fines) AS decided_by
FROM measured
CROSS JOIN policy;
