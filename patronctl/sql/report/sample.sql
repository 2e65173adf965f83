-- Reads `record`, answers with its first rows; a masked value keeps its length and shape, and nothing else.
SELECT {% for field in fields %}
    {% if field.masked %}regexp_replace(regexp_replace({{ field.name | ident }}::VARCHAR, '[0-9]', '9', 'g'), '[\p{L}\p{C}]', 'x', 'g'){% else %}{{ field.name | ident }}::VARCHAR{% endif %} AS {{ field.name | ident }}{% if not loop.last %},{% endif %}

{% endfor %}
FROM record
WHERE NOT left_out
LIMIT {{ rows | param }};
