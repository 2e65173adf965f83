-- Reads what patrons.sql reads, writes a CSV in which no cell is a formula.
{% import "report/csv_safe.sql" as csv with context %}
COPY (
    SELECT * REPLACE ({% for field in fields if field.sql_type == "VARCHAR" %}{{ csv.safe(field.name) }} AS {{ field.name | ident }}{% if not loop.last %}, {% endif %}{% endfor %})
    FROM ({% include "report/patrons.sql" %})
) TO {{ path | param }} (FORMAT csv, HEADER true);
