-- Reads the feed, writes `feed`: its records with every column as it is and trimmed, so that a preview can ask of them more than once.
{% import "3_convert/expression.sql" as properties with context %}
CREATE TEMP TABLE feed AS
WITH raw AS (
    {% include "1_stage/feed.sql" %}
)
SELECT *{% for name in feed.trimmed %},
    {{ properties.trim(name | ident) }} AS {{ (name ~ trimmed) | ident }}{% endfor %}

FROM raw;
