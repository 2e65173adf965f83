-- Macros, no statement. `same`: a value as library systems compare keys: without case, accents and blanks at the ends (utf8mb4_unicode_ci).
{% macro same(x) %}lower(strip_accents(trim({{ x }}))){% endmacro %}
-- A JSON object of texts as a map.
{% macro as_map(x) %}CAST(json_transform({{ x }}, '"MAP(VARCHAR, VARCHAR)"') AS MAP(VARCHAR, VARCHAR)){% endmacro %}
