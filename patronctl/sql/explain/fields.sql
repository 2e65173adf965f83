-- Reads record: what the properties made of one record, field by field; NULL keeps the stored value, '' clears it.
SELECT {% for name in fields %}{{ name | ident }}{% if not loop.last %}, {% endif %}{% endfor %}

FROM record
WHERE record = {{ record | param }};
