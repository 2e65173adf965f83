-- Reads the records of the circulation file; writes circulation_line: them as text, blank as NULL.
CREATE OR REPLACE TEMP TABLE circulation_line AS
SELECT
{% for ours, theirs in columns.items() %}
    {% if theirs %}nullif(trim({{ theirs | ident }}), ''){% else %}CAST(NULL AS VARCHAR){% endif %} AS {{ ours | ident }}{% if not loop.last %},{% endif %}

{% endfor %}
FROM read_csv({{ feed | param }},
    auto_detect = false, delim = {{ delimiter | param }}, quote = '"', escape = '"', header = false, columns = {{ header | param }});
