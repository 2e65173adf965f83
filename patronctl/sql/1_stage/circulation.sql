-- Reads the records of the circulation file; writes circulation_line: them as text, blank as NULL.
-- Keys are cleaned like those of a feed, or a patron would have nothing out because of a character that nobody sees.
{% import "1_stage/plain.sql" as plainly with context %}
CREATE OR REPLACE TEMP TABLE circulation_line AS
SELECT
{% for ours, theirs in columns.items() %}
    {% if theirs %}{{ plainly.identifier(theirs | ident) }}{% else %}CAST(NULL AS VARCHAR){% endif %} AS {{ ours | ident }}{% if not loop.last %},{% endif %}

{% endfor %}
FROM (
    SELECT {% for theirs in header %}nullif(trim({{ theirs | ident }}, {{ plain.ends | param }}), '') AS {{ theirs | ident }}{% if not loop.last %}, {% endif %}{% endfor %}

    FROM read_csv({{ feed | param }},
    auto_detect = false, delim = {{ delimiter | param }}, quote = '"', escape = '"', header = false, columns = {{ header | param }})
);
