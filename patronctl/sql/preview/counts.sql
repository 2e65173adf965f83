-- Reads converted and record: for each field how many records are blank, and how many have a value that will be cut.
WITH kept AS (
    SELECT converted.* FROM converted JOIN record ON record.record = converted.rowid WHERE NOT record.left_out
)
{% for m in mappings %}
SELECT
    {{ m.name | param }} AS field,
    count(*) FILTER ({{ m.name | ident }} IS NULL) AS blank,
    {% if m.cuts %}count(*) FILTER (length({{ m.name | ident }}) > {{ m.limit | param }}){% else %}0{% endif %} AS cut
FROM kept
{% if not loop.last %}UNION ALL{% endif %}

{% endfor %}
