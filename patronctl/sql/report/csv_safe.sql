-- A macro for every CSV that we write: import "report/csv_safe.sql" as csv, then csv.safe("last_name"). Reads the text column named, writes
-- nothing: a cell that a spreadsheet would take for a formula gets a leading apostrophe; plain numbers and phone numbers stay as they are.
-- It can be undone (domain/spreadsheet.py): what begins with apostrophes already gets one more.
{% macro safe(name) %}
CASE
    WHEN regexp_matches({{ name | ident }}, '^''*[\s\x{a0}\x{200b}\x{feff}]*[=+\-@＝＋－＠\t\r\n]')
        AND NOT regexp_full_match({{ name | ident }}, '[+-]?[0-9(][0-9 ().,-]*')
    THEN '''' || {{ name | ident }}
    ELSE {{ name | ident }}
END
{% endmacro %}
