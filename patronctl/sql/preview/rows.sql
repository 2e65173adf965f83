-- Reads feed, converted, record, line_of: some records of the file, their columns (c1, c2, …), what the mapping makes of them (m_…) and
-- what goes on to the store (r_…). Without a line the first ones.
SELECT
    feed.{{ number | ident }} AS record, line_of.line, record.left_out,
    {% for name in columns %}feed.{{ name | ident }} AS {{ ("c" ~ loop.index) | ident }},
    {% endfor %}
    {% for m in mappings %}converted.{{ m.name | ident }} AS {{ ("m_" ~ m.name) | ident }},
    {% if m.kind != "secret" %}record.{{ m.name | ident }} AS {{ ("r_" ~ m.name) | ident }},
    {% endif %}
    {% endfor %}
FROM feed
JOIN record ON record.record = feed.{{ number | ident }}
JOIN converted ON converted.rowid = feed.{{ number | ident }}
LEFT JOIN line_of ON line_of.record = feed.{{ number | ident }}
{% if line is not none %}WHERE line_of.line = {{ line | param }}{% endif %}

ORDER BY feed.{{ number | ident }}
LIMIT {{ rows | param }};
