-- Reads feed, writes `converted`: what each field's mapping makes of a record, before any check. Row by row the records of `record`.
{% import "3_convert/expression.sql" as properties with context %}
CREATE TEMP TABLE converted AS
SELECT
    {% for m in mappings %}
    {{ properties.converted(m) }} AS {{ m.name | ident }}{{ properties.comma(loop) }}
    {% endfor %}
FROM feed;
