-- Reads verdict, inactive_username, future, asked_to_delete, policy; writes retirement: whom this run inactivates, deletes, or
-- keeps because of transactions, each with the rule, the reason and the values that decided.
CREATE OR REPLACE TEMP TABLE retirement AS
WITH changed AS (
    SELECT
        verdict.*,
        future.* EXCLUDE (patron_id),
        asked_to_delete.record,
        verdict.verdict = 'hit' AND verdict.action = 'inactivated' AS inactivates,
        inactive_username.username AS new_username,
        policy.clear_homeroom AND homeroom IS NOT NULL AS loses_homeroom,
        policy.disable_login AND has_password AS loses_password,
        policy.today
    FROM verdict
    JOIN future USING (patron_id)
    CROSS JOIN policy
    LEFT JOIN inactive_username ON inactive_username.patron_id = verdict.patron_id
    LEFT JOIN asked_to_delete ON asked_to_delete.patron_id = CASE WHEN verdict.rule = 'asked_by_feed' THEN verdict.patron_id END
)
SELECT
    patron_id,
    CASE WHEN verdict = 'hit' THEN action ELSE 'kept' END AS action,
    CASE verdict WHEN 'kept_transactions' THEN 'transactions' WHEN 'kept_unknown' THEN 'unknown' END AS why_kept,
    rule,
    reason || CASE verdict
        WHEN 'kept_transactions' THEN '; kept because of outstanding transactions'
        WHEN 'kept_unknown' THEN '; kept because nothing is known about checkouts and fines'
        ELSE '' END AS reason,
    decided_by,
    CASE WHEN inactivates THEN json_merge_patch(
        json_object('status', status),
        CASE WHEN loses_homeroom THEN json_object('homeroom', homeroom) ELSE '{}' END,
        CASE WHEN new_username IS NOT NULL THEN json_object('username', username) ELSE '{}' END,
        CASE WHEN loses_password THEN json_object('password', 'changed') ELSE '{}' END) END AS before,
    CASE WHEN inactivates THEN json_merge_patch(
        json_object('status', 'I', 'inactive_since', CAST(today AS VARCHAR)),
        CASE WHEN loses_homeroom THEN json_object('homeroom', '') ELSE '{}' END,
        CASE WHEN new_username IS NOT NULL THEN json_object('username', new_username) ELSE '{}' END,
        CASE WHEN loses_password THEN json_object('password', 'changed') ELSE '{}' END) END AS after,
    site,
    district_id,
    barcode,
    concat_ws(', ', last_name, first_name) AS name,
    record
FROM changed;
