-- Reads record, answers with a row per field: how many of the records that were looked at have its commonest value. Blanks don't count.
WITH looked_at AS (
    SELECT
        unnest({{ fields | param }}) AS field,
        unnest([{% for name in fields %}CAST({{ name | ident }} AS VARCHAR){% if not loop.last %}, {% endif %}{% endfor %}]) AS value
    FROM record
    WHERE NOT left_out AND record % {{ every | param }} = 0
), counted AS (
    SELECT field, lower(value) AS value, count(*) AS records FROM looked_at WHERE value <> '' GROUP BY ALL
)
SELECT field, max(records) AS commonest FROM counted GROUP BY field;
