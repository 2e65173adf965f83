-- Reads desired, store.confirmed; writes delivery: who changed since the last file that was placed.
{% from "10_deliver/same.sql" import as_map %}
CREATE OR REPLACE TEMP TABLE delivery AS
WITH ours AS (
    SELECT * FROM store.confirmed WHERE target = {{ target | param }}
), pair AS (
    SELECT
        coalesce(desired.patron_id, ours.patron_id) AS patron_id,
        ours.remote_id, desired.key, desired.patron_id IS NULL AS gone,
        coalesce(desired.inactive, true) AS inactive, coalesce(ours.inactive, false) AS was_inactive,
        coalesce({{ as_map("fields" | ident) }}, MAP {}) AS wanted,
        coalesce({{ as_map("sent" | ident) }}, MAP {}) AS sent
    FROM desired
    FULL JOIN ours USING (patron_id)
)
SELECT patron_id, remote_id, key, inactive, was_inactive, gone, wanted, sent,
    map_from_entries(list_filter(map_entries(wanted), lambda e: e.value IS DISTINCT FROM sent[e.key])) AS fields,
    CASE
        WHEN remote_id IS NULL THEN 'create'
        WHEN gone THEN CASE WHEN was_inactive THEN 'none' ELSE 'inactivate' END
        WHEN inactive AND NOT was_inactive THEN 'inactivate'
        WHEN was_inactive AND NOT inactive THEN 'reactivate'
        WHEN cardinality(map_from_entries(list_filter(map_entries(wanted), lambda e: e.value IS DISTINCT FROM sent[e.key]))) > 0 THEN 'update'
        ELSE 'none'
    END AS action
FROM pair;
