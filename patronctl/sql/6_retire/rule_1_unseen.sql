-- Reads candidate, policy; writes the view rule_unseen: inactivate active patrons that no update has seen in the past N days.
CREATE OR REPLACE TEMP VIEW rule_unseen AS
SELECT
    patron_id,
    1 AS position,
    'unseen' AS rule,
    CASE
        WHEN NOT in_scope THEN 'out_of_scope'
        WHEN policy.inactivate_after_days IS NULL THEN 'off'
        WHEN standing <> 'active' THEN 'not_active'
        WHEN seen_now THEN 'seen_by_this_run'
        WHEN listed_elsewhere THEN 'seen_by_another_job'
        WHEN days_unseen >= policy.inactivate_after_days THEN 'hit'
        ELSE 'not_reached'
    END AS verdict,
    'inactivated' AS action,
    format('not seen by an update for {} days (last seen {}; the limit is {} days)',
        days_unseen, last_seen_on, policy.inactivate_after_days) AS reason,
    json_object('last_seen', CAST(last_seen_on AS VARCHAR), 'days', days_unseen, 'limit_days', policy.inactivate_after_days) AS decided_by
FROM candidate
CROSS JOIN policy;
