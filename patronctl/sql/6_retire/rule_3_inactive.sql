-- Reads candidate, policy; writes the view rule_inactive: delete patrons that have been inactive for N days, in one of three forms.
CREATE OR REPLACE TEMP VIEW rule_inactive AS
SELECT
    patron_id,
    3 AS position,
    'inactive' AS rule,
    CASE
        WHEN NOT in_scope THEN 'out_of_scope'
        WHEN policy.delete_after_days IS NULL THEN 'off'
        WHEN standing <> 'inactive' THEN 'not_inactive'
        WHEN days_inactive >= policy.delete_after_days THEN CASE
            WHEN policy.delete_if = 'regardless' THEN 'hit'
            WHEN NOT circulation_known THEN 'kept_unknown'
            WHEN checkouts > 0 THEN 'kept_transactions'
            WHEN policy.delete_if = 'no_checkouts_and_no_fines' AND fines_cents <= 0 THEN 'hit'
            WHEN policy.delete_if = 'no_checkouts_and_fines_below' AND fines_cents < policy.fines_below_cents THEN 'hit'
            ELSE 'kept_transactions' END
        ELSE 'not_reached'
    END AS verdict,
    'deleted' AS action,
    format('inactive for {} days (since {}; the limit is {} days)', days_inactive, inactive_since, policy.delete_after_days) AS reason,
    json_object('inactive_since', CAST(inactive_since AS VARCHAR), 'days', days_inactive, 'limit_days', policy.delete_after_days,
        'circulation_known', circulation_known, 'checkouts', checkouts, 'fines', fines) AS decided_by
FROM candidate
CROSS JOIN policy;
