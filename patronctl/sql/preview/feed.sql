-- Reads the feed, writes `feed`: its records with the columns that the properties read, as they are and trimmed, so that a preview can ask of
-- them more than once. They have a number of their own: a column of the feed may be called rowid.
{% import "3_convert/expression.sql" as properties with context %}
{% import "1_stage/plain.sql" as plainly with context %}
CREATE TEMP TABLE feed AS
WITH raw AS (
    {% include "1_stage/feed.sql" %}
), trimmed AS (
    SELECT row_number() OVER () - 1 AS {{ record | ident }}{% for name in feed.used %},
        {{ name | ident }}, {{ properties.trim(name | ident) }} AS {{ (name ~ trimmed) | ident }}{% endfor %}

    FROM raw
)
SELECT *{% for name in feed.of_identifiers %}, {{ plainly.identifier((name ~ trimmed) | ident) }} AS {{ (name ~ as_identifier) | ident }}{% endfor %}

FROM trimmed;
