-- Reads matched, writes `duplicate`: the records that share a match key with another and are not the one that is applied.
CREATE TEMP TABLE duplicate AS
WITH shared AS (
    SELECT match_key FROM matched WHERE NOT error GROUP BY match_key HAVING count(*) > 1
), ranked AS (
    SELECT record, match_key,
        row_number() OVER (PARTITION BY match_key ORDER BY record {% if keeps == "last" %}DESC{% endif %}) AS place,
        first_value(record) OVER (PARTITION BY match_key ORDER BY record {% if keeps == "last" %}DESC{% endif %}) AS applied
    FROM matched
    WHERE NOT error AND match_key IN (FROM shared)
)
SELECT record, match_key, {% if keeps == "skip_all" %}NULL{% else %}applied{% endif %} AS applied
FROM ranked
{% if keeps != "skip_all" %}WHERE place > 1{% endif %};
