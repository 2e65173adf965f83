-- Reads the feed again, or only the lines of its skipped records; message, unreadable; writes the skipped records in the feed's own columns, with the code and the reason,
-- as a CSV that can be corrected and loaded as it is. No cell of it is a formula.
{% import "report/csv_safe.sql" as csv with context %}
{# What a skipped record has in a column: without the apostrophe of an earlier quarantine file, and nothing where other lines may be in it. #}
{% macro cell(name) %}
{% set own %}feed.{{ name | ident }}{% endset %}
{% set plain %}{% if feed.is_quarantine %}CASE WHEN regexp_matches({{ own }}, {{ guarded | param }}) THEN {{ own }}[2:] ELSE {{ own }} END{% else %}{{ own }}{% endif %}{% endset %}
{% if keeps_lines %}{{ plain }}{% else %}CASE WHEN NOT regexp_matches({{ own }}, '[\r\n]') THEN {{ plain }} END{% endif %}
{% endmacro %}
COPY (
    WITH each AS (
        SELECT record, string_agg(DISTINCT code, ' ' ORDER BY code) AS code, string_agg(DISTINCT text, ' ' ORDER BY text) AS reason,
            row_number() OVER (ORDER BY record) - 1 AS place
        FROM message WHERE severity = 'E' AND record IS NOT NULL GROUP BY record
    ), skipped AS (
        -- Through a list, or DuckDB takes the feed (of which it guesses 42 lines) for the smaller side and keeps all of it in memory.
        SELECT unnest((SELECT list(each) FROM each), recursive := true)
    ), feed AS (
        -- By numbers: a column of the feed may be called like one of ours.
        SELECT row_number() OVER () - 1 AS record{% for name in feed.columns %}, {{ name | ident }} AS {{ ("c" ~ loop.index) | ident }}{% endfor %}

        FROM ({% include "1_stage/feed.sql" %})
    ), quarantined AS (
        SELECT {% for column in columns %}{% if column.hidden %}NULL{% else %}{{ cell("c" ~ loop.index) }}{% endif %} AS {{ ("c" ~ loop.index) | ident }}, {% endfor %}
            skipped.code AS patronctl_code, skipped.reason AS patronctl_reason, line_of.line AS patronctl_line, NULL AS patronctl_text
        FROM skipped JOIN feed ON feed.record = {% if one_line_each %}skipped.place{% else %}skipped.record{% endif %}
        LEFT JOIN line_of ON line_of.record = skipped.record
        UNION ALL
        SELECT {% for column in columns %}NULL, {% endfor %} 'line_unreadable', reason, line, text FROM unreadable
    )
    SELECT {% for column in columns %}{{ csv.safe("c" ~ loop.index) }} AS {{ column.title | ident }}, {% endfor %}
        patronctl_code, patronctl_reason, patronctl_line, {{ csv.safe("patronctl_text") }} AS patronctl_text
    FROM quarantined
    ORDER BY patronctl_line
) TO {{ path | param }} (FORMAT csv, HEADER {{ header | param }}, DELIMITER {{ feed.delimiter | param }}, QUOTE {{ feed.quote | param }}, ESCAPE {{ feed.quote | param }});
