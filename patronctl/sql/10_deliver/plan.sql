-- Reads desired, store.confirmed; writes delivery: what would change at the target, one row a patron.
-- A field that is empty here and was never sent is left as it is there: an empty column must not wipe what a library entered.
{% from "10_deliver/same.sql" import as_map, same %}
CREATE OR REPLACE TEMP TABLE delivery AS
WITH ours AS (
    SELECT * FROM store.confirmed WHERE target = {{ target | param }}
), pair AS (
    SELECT
        coalesce(desired.patron_id, ours.patron_id) AS patron_id,
        ours.remote_id, desired.key, desired.key_is_shared, ours.category,
        desired.patron_id IS NULL AS gone,
        coalesce(desired.inactive, true) AS inactive,
        coalesce(ours.inactive, false) AS was_inactive,
        coalesce({{ as_map("fields" | ident) }}, MAP {}) AS wanted,
        coalesce({{ as_map("sent" | ident) }}, MAP {}) AS sent,
        coalesce({{ as_map("held" | ident) }}, MAP {}) AS held,
        ours.expiry_before
    FROM desired
    FULL JOIN ours USING (patron_id)
    WHERE desired.patron_id IS NULL OR ours.patron_id IS NULL OR desired.fields <> ours.sent OR desired.inactive <> ours.inactive
), changed AS (
    SELECT *,
        CASE WHEN gone THEN map_from_entries(CAST([{% for name, value in leaver.items() %}{'key': {{ name | param }}, 'value': {{ value | param }}}{% if not loop.last %}, {% endif %}{% endfor %}] AS STRUCT(key VARCHAR, value VARCHAR)[]))
        ELSE map_from_entries(list_filter(map_entries(wanted), lambda e:
            (e.value IS NOT NULL AND e.value IS DISTINCT FROM sent[e.key] OR e.value IS NULL AND sent[e.key] IS NOT NULL)
            AND NOT (remote_id IS NOT NULL AND list_contains(CAST({{ keep_edits | param }} AS VARCHAR[]), e.key) AND held[e.key] IS DISTINCT FROM sent[e.key])
        )) END AS fields
    FROM pair
)
SELECT patron_id, remote_id, key, category, inactive, was_inactive, wanted, sent, held, expiry_before, fields,
    CASE
        WHEN remote_id IS NULL AND key IS NULL THEN 'no_key'
        WHEN remote_id IS NULL AND key_is_shared THEN 'shared_key'
        WHEN remote_id IS NULL THEN 'create'
        WHEN list_contains(CAST({{ leave_alone | param }} AS VARCHAR[]), category) THEN 'left_alone'
        WHEN gone AND {{ deletes | param }} THEN 'delete'
        WHEN gone AND was_inactive THEN 'none'
        WHEN inactive AND NOT was_inactive THEN 'inactivate'
        WHEN was_inactive AND NOT inactive THEN 'reactivate'
        WHEN cardinality(fields) > 0 THEN 'update'
        ELSE 'none'
    END AS action,
    false AS released
FROM changed;

-- Writes delivery: whose unique values another patron is to have go first, so that two may swap.
UPDATE delivery
SET released = true
FROM (
    SELECT DISTINCT holder.patron_id
    FROM (
        SELECT patron_id, field, {{ same("value" | ident) }} AS value
        FROM (SELECT patron_id, unnest({{ unique | param }}) AS field, fields[field] AS value FROM delivery WHERE action IN ('create', 'update', 'inactivate', 'reactivate'))
        WHERE value IS NOT NULL
    ) AS wants
    JOIN (
        SELECT patron_id, field, {{ same("value" | ident) }} AS value
        FROM (SELECT patron_id, action, fields, unnest({{ unique | param }}) AS field, held[field] AS value FROM delivery WHERE action IN ('update', 'inactivate', 'reactivate', 'delete'))
        WHERE value IS NOT NULL AND (action = 'delete' OR list_contains(map_keys(fields), field))
    ) AS holder ON wants.field = holder.field AND wants.value = holder.value AND wants.patron_id <> holder.patron_id
) AS released
WHERE delivery.patron_id = released.patron_id;
