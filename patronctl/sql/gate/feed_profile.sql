-- Reads record, answers with a row per mapped field: how many records were looked at, and the shape of their values in this field.
-- Every n-th record is enough for shares, and keeps the gates cheap on a large feed.
WITH looked_at AS (
    -- All fields below each other, so that each question is planned once, and not once for every field.
    SELECT
        unnest({{ fields | param }}) AS field,
        unnest([{% for name in fields %}CAST({{ name | ident }} AS VARCHAR){% if not loop.last %}, {% endif %}{% endfor %}]) AS value
    FROM record
    WHERE NOT left_out AND record % {{ every | param }} = 0
)
SELECT
    field,
    count(*) AS looked_at,
    count(*) FILTER (WHERE coalesce(value, '') = '') AS blank,
    count(*) FILTER (WHERE regexp_full_match(value, '[0-9]+')) AS digits,
    count(*) FILTER (WHERE prefix(value, '0') AND length(value) > 1) AS leading_zero,
    count(*) FILTER (WHERE contains(value, '+') AND regexp_full_match(value, {{ scientific | param }})) AS scientific,
    count(*) FILTER (WHERE strlen(value) > length(value) AND regexp_matches(value, {{ mojibake | param }})) AS mojibake,
    count(*) FILTER (WHERE list_contains({{ texts | param }}, field) AND regexp_full_match(value, {{ date | param }}, 'i')) AS month_dates
FROM looked_at
GROUP BY field;
