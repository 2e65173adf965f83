-- Reads record and recognized, answers with one row: in how many records a spreadsheet has turned each key into a number.
SELECT count(*) AS records{% for name in keys %}, count(*) FILTER (WHERE contains({{ name | ident }}, '+') AND regexp_full_match({{ name | ident }}, {{ scientific | param }})) AS {{ name | ident }}{% endfor %}

FROM (
    SELECT true AS there{% for name in keys %}, {{ name | ident }}{% endfor %} FROM record WHERE NOT left_out
    UNION ALL
    SELECT true{% for name in keys %}, {{ name | ident }}{% endfor %} FROM recognized
);
