-- Reads `record`, answers with one row: how many records were looked at, and the shape of each mapped field.
-- Every n-th record is enough for shares, and keeps the gates cheap on a large feed; keys are looked at in full for what damages them.
SELECT
    count(*) FILTER (WHERE looked_at) AS looked_at
    {% for name in fields %},
    struct_pack(
        blank := count(*) FILTER (WHERE looked_at AND coalesce({{ name | ident }}::VARCHAR, '') = ''),
        digits := count(*) FILTER (WHERE looked_at AND try_cast({{ name | ident }}::VARCHAR AS UHUGEINT) IS NOT NULL),
        leading_zero := count(*) FILTER (WHERE looked_at AND starts_with({{ name | ident }}::VARCHAR, '0') AND length({{ name | ident }}::VARCHAR) > 1),
        scientific := count(*) FILTER (WHERE {% if name not in keys %}looked_at AND {% endif %}contains(upper({{ name | ident }}::VARCHAR), 'E+')
            AND regexp_full_match({{ name | ident }}::VARCHAR, '[0-9]([.,][0-9]+)?[Ee]\+[0-9]+')),
        mojibake := count(*) FILTER (WHERE looked_at AND strlen({{ name | ident }}::VARCHAR) > length({{ name | ident }}::VARCHAR)
            AND regexp_matches({{ name | ident }}::VARCHAR, {{ mojibake | param }}))
    ) AS {{ name | ident }}
    {% endfor %}
FROM (
    SELECT *, rowid % {{ every | param }} = 0 AS looked_at
    FROM record
    WHERE NOT left_out
);
