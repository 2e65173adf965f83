-- Macros, no statement: a value as it counts for who somebody is. A name has neither case, accents, blanks nor punctuation; a login or an email
-- address has neither case nor accents, which is how the systems that people log in to compare them.
{% macro name(value) %}regexp_replace(lower(strip_accents({{ value }})), '[^\p{L}\p{N}]', '', 'g'){% endmacro %}

{% macro login(value) %}CASE WHEN strlen({{ value }}) = length({{ value }}) THEN lower({{ value }}) ELSE replace(lower(strip_accents(nfc_normalize({{ value }}))), 'ß', 'ss') END{% endmacro %}

{% macro counted(field, value) %}
{% if field.compared == "name" %}{{ name(value) }}{% elif field.compared == "login" %}{{ login(value) }}{% else %}{{ value }}{% endif %}
{% endmacro %}
