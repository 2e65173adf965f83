{% import "report/csv_safe.sql" as csv %}
-- Reads entry, writes entries.csv, with no cell that a spreadsheet would run: every entry but the unchanged, of whom there are as many each night.
COPY (
    SELECT
        line
        {% for name in columns %}
        , {{ csv.safe(name) }} AS {{ name | ident }}
        {% endfor %}
    FROM entry
    WHERE action <> 'unchanged' OR code IS NOT NULL
    ORDER BY line, name, district_id
) TO {{ path | path }} (HEADER true);
