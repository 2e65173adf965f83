-- Reads feed: which of a map's entries no record has, and how many values and records it doesn't list.
{% import "3_convert/expression.sql" as properties with context %}
WITH given AS (
    SELECT coalesce({{ properties.before_map(m) }}, '') AS value, count(*) AS records FROM feed GROUP BY ALL
)
SELECT
    coalesce((SELECT list(entry ORDER BY place) FROM unnest({{ entries | param }}) WITH ORDINALITY AS listed(entry, place)
        WHERE entry NOT IN (SELECT value FROM given)), []) AS never,
    count(*) FILTER (value <> '' AND NOT list_contains({{ entries | param }}, value)) AS unlisted_values,
    coalesce(sum(records) FILTER (value <> '' AND NOT list_contains({{ entries | param }}, value)), 0) AS unlisted_records
FROM given;
