-- Reads delivery; writes delivered: the patrons of the file, every column as text. Who was deleted here is in it once more, as inactive.
CREATE OR REPLACE TEMP TABLE delivered AS
SELECT patron_id, inactive, row_number() OVER (ORDER BY patron_id) AS place,
    {% for column in columns %}
    {% if column == "status" %}CASE WHEN gone THEN 'I' ELSE coalesce(wanted['status'], 'A') END{% else %}coalesce(wanted[{{ column | param }}], CASE WHEN gone THEN sent[{{ column | param }}] END){% endif %} AS {{ column | ident }}{% if not loop.last %}, {% endif %}

    {% endfor %}
FROM delivery
WHERE {% if changes_only %}action <> 'none'{% else %}NOT gone{% endif %};
