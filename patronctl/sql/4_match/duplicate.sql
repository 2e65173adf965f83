-- Reads matched, record, store.patron; writes `duplicate`: the records that share a match key with another and are not the one that is applied.
-- Where a stored patron has the key, the record that fits them best is applied, wherever it stands in the file: by name and birth date first
-- and, unless the job takes the last one, by everything else. Only between equals the place in the file decides.
{% import "5_plan/likeness.sql" as like with context %}
{% macro of(table, field) %}{{ like.counted(field, plain(table, field)) }}{% endmacro %}

{% macro plain(table, field) %}CAST({{ table | ident }}.{{ field.name | ident }} AS VARCHAR){% endmacro %}

-- 2 where the value is the stored one, 1 where the record says nothing.
{% macro fits(field) %}
CASE WHEN record.{{ field.name | ident }} IS NULL THEN 1 WHEN {{ of("record", field) }} = {{ of("patron", field) }} THEN 2 ELSE 0 END
{% endmacro %}
CREATE TEMP TABLE duplicate AS
WITH shared AS (
    SELECT match_key FROM matched WHERE NOT error GROUP BY match_key HAVING count(*) > 1
), fitting AS (
    SELECT
        sharing.record,
        sharing.match_key,
        {% for fields in (person, others) %}
        -- A recognized record isn't converted; it reads as the stored patron.
        CASE WHEN patron.patron_id IS NULL THEN 0 WHEN record.record IS NULL THEN {{ (2 * fields | length) | param }} ELSE 0{% for field in fields %} + {{ fits(field) }}{% endfor %} END AS {{ ("fits " ~ loop.index) | ident }}{% if not loop.last %},{% endif %}

        {% endfor %}
    FROM (SELECT record, match_key, patron_id FROM matched WHERE NOT error AND match_key IN (FROM shared)) AS sharing
    LEFT JOIN record ON record.record = sharing.record
    LEFT JOIN store.patron AS patron ON patron.patron_id = sharing.patron_id
), ranked AS (
    SELECT record, match_key, row_number() OVER best AS place, first_value(record) OVER best AS applied
    FROM fitting
    WINDOW best AS (PARTITION BY match_key ORDER BY "fits 1" DESC, {% if keeps == "last" %}record DESC{% else %}"fits 2" DESC, record{% endif %})
)
SELECT record, match_key, {% if keeps == "skip_all" %}NULL{% else %}applied{% endif %} AS applied
FROM ranked
{% if keeps != "skip_all" %}WHERE place > 1{% endif %};
