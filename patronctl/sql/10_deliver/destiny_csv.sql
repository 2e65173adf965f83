-- Reads delivered; writes a CSV in the order of Destiny's fields, dates as Destiny writes them.
{% import "report/csv_safe.sql" as csv with context %}
COPY (
    SELECT {% for column in columns %}{% if column in dates %}strftime(TRY_CAST({{ column | ident }} AS DATE), {{ date_format | param }}){% elif safe %}{{ csv.safe(column) }}{% else %}{{ column | ident }}{% endif %} AS {{ column | ident }}{% if not loop.last %}, {% endif %}{% endfor %}

    FROM delivered ORDER BY place
) TO {{ path | path }} (FORMAT csv, HEADER true);
