-- Reads store.target, store.confirmed: what is known of a target. No row of the target: nothing was ever delivered to it.
SELECT target, delivered_at, refreshed_at, in_step_at, behind, outcome, error,
    (SELECT count(*) FROM store.confirmed WHERE confirmed.target = target.target) AS confirmed
FROM store.target
ORDER BY target;
