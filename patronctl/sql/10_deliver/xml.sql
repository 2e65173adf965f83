-- Macros, no statement: text for XML 1.0. Characters that XML can't hold are left out.
{% macro legal(x) %}regexp_replace({{ x }}, '[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]', '', 'g'){% endmacro %}
{% macro escaped(x) %}replace(replace(replace({{ legal(x) }}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'){% endmacro %}
{% macro cdata(x) %}'<![CDATA[' || replace({{ legal(x) }}, ']]>', ']]]]><![CDATA[>') || ']]>'{% endmacro %}
