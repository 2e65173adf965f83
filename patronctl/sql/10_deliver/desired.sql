-- Reads store.patron, writes desired: what the target should hold of each patron, cut as the target cuts it, as a JSON object.
{% import "3_convert/expression.sql" as properties with context %}
{% from "10_deliver/same.sql" import same %}
CREATE OR REPLACE TEMP TABLE desired AS
WITH feed AS (
    SELECT patron_id, status = 'I' AS inactive, coalesce(inactive_since, CAST(first_seen AS DATE)) - 1 AS last_day,
        {% for column in columns %}CAST({{ column | ident }} AS VARCHAR) AS {{ column | ident }}{{ properties.comma(loop) }}{% endfor %}
    FROM store.patron
), projected AS (
    SELECT patron_id, inactive,
        {% for field in fields %}
        {% set value = properties.converted(field.piece) %}
        {% if field.expires %}
        CASE WHEN inactive THEN CAST(least(TRY_CAST({{ value }} AS DATE), last_day) AS VARCHAR) ELSE {{ value }} END
        {% elif field.when_inactive is not none %}
        CASE WHEN inactive THEN {{ field.when_inactive | param }} ELSE {{ value }} END
        {% elif field.limit %}
        nullif(trim(left(trim({{ value }}), {{ field.limit | param }})), '')
        {% else %}
        nullif(trim({{ value }}), '')
        {% endif %} AS {{ field.name | ident }}{{ properties.comma(loop) }}
        {% endfor %}
    FROM feed
)
SELECT
    patron_id,
    inactive,
    {{ key | ident }} AS key,
    {% for name in person %}{{ same(name | ident) }} AS {{ ("compared " ~ name) | ident }}, {% endfor %}
    {{ same(key | ident) }} AS compared_key,
    {{ key | ident }} IS NOT NULL AND count(*) OVER (PARTITION BY {{ same(key | ident) }}) > 1 AS key_is_shared,
    CAST(json_object({% for field in fields %}{{ field.name | param }}, {{ field.name | ident }}{{ properties.comma(loop) }}{% endfor %}) AS VARCHAR) AS fields
FROM projected;
