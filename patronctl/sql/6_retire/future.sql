-- Reads store.patron, target, change, policy; writes the view future: every patron as the load will leave him.
CREATE OR REPLACE TEMP VIEW future AS
WITH changed AS (
    SELECT * FROM target WHERE record IN (SELECT record FROM change)
)
SELECT
    patron_id,
    {% for field in fields %}
    {{ field.name | ident }},
    {% endfor %}
    inactive_since,
    password_fingerprint IS NOT NULL AS has_password,
    first_seen
FROM store.patron
WHERE patron_id NOT IN (SELECT patron_id FROM change)
UNION ALL
SELECT
    patron_id,
    {% for field in fields %}
    {{ field.name | ident }},
    {% endfor %}
    CASE WHEN status = 'I' THEN coalesce(CASE WHEN stored_status = 'I' THEN stored_inactive_since END, policy.today) END,
    password_fingerprint IS NOT NULL,
    stored_first_seen
FROM changed
CROSS JOIN policy;
