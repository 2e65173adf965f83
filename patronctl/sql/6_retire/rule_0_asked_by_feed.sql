-- Reads asked_to_delete, candidate, policy; writes the view rule_asked_by_feed: deletions that the feed itself asks for.
-- The person is named, so scope and status don't count; the job's switch decides about transactions.
CREATE OR REPLACE TEMP VIEW rule_asked_by_feed AS
SELECT
    candidate.patron_id,
    0 AS position,
    'asked_by_feed' AS rule,
    CASE
        WHEN policy.feed_may_delete_with_transactions THEN 'hit'
        WHEN NOT circulation_known THEN 'kept_unknown'
        WHEN has_transactions THEN 'kept_transactions'
        ELSE 'hit'
    END AS verdict,
    'deleted' AS action,
    'the feed asks for the deletion' AS reason,
    json_object('circulation_known', circulation_known, 'checkouts', checkouts, 'fines', fines) AS decided_by
FROM candidate
CROSS JOIN policy
JOIN asked_to_delete ON asked_to_delete.patron_id = candidate.patron_id;
