-- Reads retirement, inactive_username, policy; writes store.patron, store.history: the patrons whom rule 1 inactivates.
UPDATE store.patron AS patron
SET
    status = 'I',
    inactive_by = {{ by_retirement | param }},
    status_before = nullif(patron.status, 'A'),
    inactive_since = leaver.today,
    homeroom = CASE WHEN leaver.clear_homeroom THEN NULL ELSE patron.homeroom END,
    username = coalesce(leaver.new_username, patron.username),
    username_before = CASE WHEN leaver.new_username IS NOT NULL THEN patron.username ELSE patron.username_before END,
    password_fingerprint = CASE WHEN leaver.disable_login THEN NULL ELSE patron.password_fingerprint END,
    revision = patron.revision + 1
FROM (
    SELECT retirement.patron_id, inactive_username.username AS new_username, policy.*
    FROM retirement
    CROSS JOIN policy
    LEFT JOIN inactive_username USING (patron_id)
    WHERE retirement.action = 'inactivated'
) AS leaver
WHERE patron.patron_id = leaver.patron_id;

INSERT INTO store.history (run_id, happened_at, patron_id, action, reason, rule, before, after, decided_by)
SELECT {{ run_id | param }}, {{ as_of | param }}, patron_id, action, reason, rule, before, after, decided_by
FROM retirement
WHERE action = 'inactivated';
