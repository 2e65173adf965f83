-- Reads remote, store.confirmed; writes drift: what somebody else changed at the target since it was confirmed, field by field.
{% from "10_deliver/same.sql" import as_map %}
CREATE OR REPLACE TEMP TABLE drift AS
WITH met AS (
    SELECT confirmed.patron_id, {{ as_map("before" | ident) }} AS before, {{ as_map("now" | ident) }} AS now
    FROM (
        SELECT confirmed.patron_id, confirmed.held AS before, remote.fields AS now
        FROM store.confirmed
        JOIN remote USING (remote_id)
        WHERE confirmed.target = {{ target | param }}
    ) AS confirmed
), field AS (
    SELECT patron_id, unnest({{ names | param }}) AS field, before, now FROM met
)
SELECT patron_id, field, before[field] AS before, now[field] AS now, list_contains(CAST({{ keep_edits | param }} AS VARCHAR[]), field) AS kept
FROM field
WHERE before[field] IS DISTINCT FROM now[field];
