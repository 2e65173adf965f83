-- Reads entries.parquet, writes `entry`: the entries of a run without anything personal; line, site, field and rule stay, to look it up in the feed.
{% macro masked(name) %}
CASE WHEN {{ name | ident }} IS NULL OR {{ name | ident }} = '' THEN {{ name | ident }} ELSE '•••' END AS {{ name | ident }}
{% endmacro %}
{% macro masked_object(name) %}
CASE
    WHEN {{ name | ident }} IS NOT NULL
    THEN to_json(map(
        json_keys({{ name | ident }}),
        list_transform(
            json_keys({{ name | ident }}),
            lambda key: CASE WHEN coalesce({{ name | ident }} ->> key, '') <> '' THEN '•••' END
        )
    ))::VARCHAR
END AS {{ name | ident }}
{% endmacro %}
CREATE OR REPLACE TEMP TABLE entry AS
SELECT
    line,
    site,
    {{ masked("district_id") }},
    {{ masked("barcode") }},
    {{ masked("name") }},
    action,
    severity,
    code,
    field,
    {{ masked("given") }},
    NULL::VARCHAR AS text,
    {{ masked_object("before") }},
    {{ masked_object("after") }},
    NULL::VARCHAR AS reason,
    rule,
    CASE
        WHEN other IS NOT NULL
        THEN json_object('site', other ->> 'site', 'status', other ->> 'status', 'scenario', other ->> 'scenario', 'name', '•••',
                         'barcode', '•••', 'district_id', '•••')::VARCHAR
    END AS other
FROM read_parquet({{ path | param }});
