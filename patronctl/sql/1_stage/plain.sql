-- Macros, no statement: an identifier without characters that nobody sees, and without the forms in which spreadsheets keep a number as text.
-- Nearly every value is plain; to see that costs little.
{% macro seen(x) %}
CASE WHEN strlen({{ x }}) <> length({{ x }})
THEN nullif(trim(regexp_replace(regexp_replace({{ x }}, {{ plain.invisible | param }}, '', 'g'), {{ plain.blanks | param }}, ' ', 'g'), {{ plain.ends | param }}), '')
ELSE {{ x }} END
{% endmacro %}

{% macro is_as_text(x) %}({{ x }} < '>' AND (prefix({{ x }}, '''') OR prefix({{ x }}, '="')) AND regexp_matches({{ x }}, {{ plain.as_text | param }})){% endmacro %}

{% macro of_text(x) %}
CASE WHEN {{ is_as_text(x) }}
THEN nullif(trim(replace(concat(regexp_extract({{ x }}, {{ plain.as_text | param }}, 1), regexp_extract({{ x }}, {{ plain.as_text | param }}, 2)), '""', '"'), {{ plain.ends | param }}), '')
ELSE {{ x }} END
{% endmacro %}

{% macro is_plain(x) %}NOT (strlen({{ x }}) <> length({{ x }}) OR {{ x }} < '>' AND (prefix({{ x }}, '''') OR prefix({{ x }}, '="'))){% endmacro %}

{% macro identifier(x) %}CASE WHEN {{ is_plain(x) }} THEN {{ x }} ELSE list_transform([{{ seen(x) }}], lambda v: {{ of_text(v()) }})[1] END{% endmacro %}
{% macro v() %}v{% endmacro %}

-- Which characters a value has that nobody sees: U+FEFF U+200B.
{% macro unseen(x) %}array_to_string(list_transform(regexp_extract_all({{ x }}, {{ plain.invisible | param }}), lambda one: format('U+{:04X}', ord(one))), ' '){% endmacro %}
