-- Reads record and recognized, answers with one row: how many records were looked at, and the shape of each mapped field.
-- Every n-th record is enough for shares, and keeps the gates cheap on a large feed; only for what damages keys all are looked at.
{% macro scientific(name) %}
contains({{ name | ident }}::VARCHAR, '+') AND regexp_full_match({{ name | ident }}::VARCHAR, '[0-9]([.,][0-9]+)?[Ee]\+[0-9]+')
{% endmacro %}
WITH damaged_key AS MATERIALIZED (
    SELECT count(*) AS records
        {% for name in fields if name in keys %}, count(*) FILTER (WHERE {{ scientific(name) }}) AS {{ name | ident }}{% endfor %}

    FROM (
        SELECT true AS there{% for name in fields if name in keys %}, {{ name | ident }}{% endfor %} FROM record WHERE NOT left_out
        UNION ALL
        SELECT true{% for name in fields if name in keys %}, {{ name | ident }}{% endfor %} FROM recognized
    )
    WHERE {% for name in fields if name in keys %}contains({{ name | ident }}, '+') OR {% endfor %}false
), looked_at AS MATERIALIZED (
    -- Materialized, or every count would be taken of a handful of rows at a time.
    SELECT true AS there{% for name in fields %}, {{ name | ident }}{% endfor %}

    FROM record
    WHERE NOT left_out AND record % {{ every | param }} = 0
)
SELECT
    count(*) AS looked_at
    {% for name in fields %},
    struct_pack(
        blank := count(*) FILTER (WHERE coalesce({{ name | ident }}::VARCHAR, '') = ''),
        digits := count(*) FILTER (WHERE regexp_full_match({{ name | ident }}::VARCHAR, '[0-9]+')),
        leading_zero := count(*) FILTER (WHERE starts_with({{ name | ident }}::VARCHAR, '0') AND length({{ name | ident }}::VARCHAR) > 1),
        scientific := {% if name in keys %}(SELECT {{ name | ident }} FROM damaged_key){% else %}count(*) FILTER (WHERE {{ scientific(name) }}){% endif %},
        mojibake := count(*) FILTER (WHERE strlen({{ name | ident }}::VARCHAR) > length({{ name | ident }}::VARCHAR)
            AND regexp_matches({{ name | ident }}::VARCHAR, {{ mojibake | param }}))
    ) AS {{ name | ident }}
    {% endfor %}

FROM looked_at;
