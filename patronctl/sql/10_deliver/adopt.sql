-- Reads adoption; writes store.confirmed: adopted patrons. What differs counts as never sent, so that the delivery sends it, but for fields
-- in which the library's own value stays.
{% from "10_deliver/same.sql" import as_map %}
INSERT INTO store.confirmed
WITH both_sides AS (
    SELECT *, {{ as_map("desired" | ident) }} AS wanted, {{ as_map("held" | ident) }} AS there
    FROM adoption
    WHERE refused IS NULL
)
SELECT
    {{ target | param }}, patron_id, remote_id, false, category,
    CAST(to_json(map_from_entries(list_filter(map_entries(wanted), lambda e: e.value IS NOT NULL AND (
        there[e.key] IS NOT DISTINCT FROM e.value
        OR (there[e.key] IS NOT NULL AND list_contains(CAST({{ keep_edits | param }} AS VARCHAR[]), e.key))
    )))) AS VARCHAR),
    CAST(to_json(map_from_entries(list_filter(map_entries(there), lambda e: list_contains(map_keys(wanted), e.key)))) AS VARCHAR),
    NULL,
    {{ now | param }}
FROM both_sides;
