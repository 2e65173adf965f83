-- Reads remote, desired, store.confirmed; writes adoption: whom of the target's patrons we know by their key, and whether it can be the same person.
-- Another surname and another first name under one key is somebody else, unless the birth date is the same.
{% from "10_deliver/same.sql" import same, as_map %}
CREATE OR REPLACE TEMP TABLE adoption AS
WITH ours AS (
    SELECT * FROM store.confirmed WHERE target = {{ target | param }}
), held AS (
    SELECT remote_id, category, fields, {{ as_map("fields" | ident) }} AS field
    FROM remote
    WHERE remote_id NOT IN (SELECT remote_id FROM ours)
), person AS (
    SELECT remote_id, category, fields,
        {% for name in person + (key,) %}field[{{ name | param }}] AS {{ ("held " ~ name) | ident }}{% if not loop.last %}, {% endif %}{% endfor %}
    FROM held
), met AS (
    SELECT desired.patron_id, desired.fields AS desired, person.remote_id, person.category, person.fields AS held,
        {% for name in person %}{{ same(("held " ~ name) | ident) }} IS NOT DISTINCT FROM {{ ("compared " ~ name) | ident }} AS {{ ("same " ~ name) | ident }}, {% endfor %}
        count(*) OVER (PARTITION BY desired.patron_id) > 1 AS several
    FROM desired
    JOIN person ON {{ same(("held " ~ key) | ident) }} = desired.compared_key
    WHERE desired.patron_id NOT IN (SELECT patron_id FROM ours)
)
SELECT patron_id, remote_id, category, desired, held,
    CASE
        WHEN list_contains(CAST({{ leave_alone | param }} AS VARCHAR[]), category) THEN 'target_left_alone'
        WHEN several THEN 'target_key_several'
        WHEN NOT ({% for name in person %}{{ ("same " ~ name) | ident }}{% if not loop.last %} OR {% endif %}{% endfor %}) THEN 'target_somebody_else'
    END AS refused
FROM met;
