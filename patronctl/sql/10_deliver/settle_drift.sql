-- Reads drift, remote; writes store.confirmed: what the target holds now. A drifted field counts as never sent, so that the source's value
-- goes there again, but for fields in which the library's own value stays.
{% from "10_deliver/same.sql" import as_map %}
UPDATE store.confirmed
SET held = fresh.held, category = fresh.category, sent = fresh.sent
FROM (
    SELECT confirmed.patron_id, remote.category,
        CAST(to_json(map_from_entries(list_filter(map_entries({{ as_map("fields" | ident) }}), lambda e: list_contains({{ names | param }}, e.key)))) AS VARCHAR) AS held,
        CAST(to_json(map_from_entries(list_filter(map_entries({{ as_map("sent" | ident) }}), lambda e: NOT list_contains(coalesce(resent.names, []), e.key)))) AS VARCHAR) AS sent
    FROM store.confirmed
    JOIN remote USING (remote_id)
    LEFT JOIN (SELECT patron_id, list(field) AS names FROM drift WHERE NOT kept GROUP BY patron_id) AS resent USING (patron_id)
    WHERE confirmed.target = {{ target | param }} AND confirmed.patron_id IN (SELECT patron_id FROM drift)
) AS fresh
WHERE confirmed.target = {{ target | param }} AND confirmed.patron_id = fresh.patron_id;
