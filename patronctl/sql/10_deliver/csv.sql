-- Reads delivered; writes a CSV with our own names of the fields.
{% import "report/csv_safe.sql" as csv with context %}
COPY (
    SELECT {% for column in columns %}{% if safe %}{{ csv.safe(column) }}{% else %}{{ column | ident }}{% endif %} AS {{ column | ident }}{% if not loop.last %}, {% endif %}{% endfor %}

    FROM delivered ORDER BY place
) TO {{ path | path }} (FORMAT csv, HEADER true);
