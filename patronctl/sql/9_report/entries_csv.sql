{% import "9_report/csv_safe.sql" as csv %}
-- Reads entry, writes entries.csv: every entry, with no cell that a spreadsheet would run.
COPY (
    SELECT
        line
        {% for name in columns %}
        , {{ csv.safe(name) }} AS {{ name | ident }}
        {% endfor %}
    FROM entry
    ORDER BY line, name, district_id
) TO {{ path | path }} (HEADER true);
