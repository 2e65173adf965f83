-- Reads the views of the rules: each rule's verdict on one patron, in the order of the rules.
{% for rule in rules %}
SELECT position, rule, verdict, reason, decided_by FROM {{ rule.view | ident }} WHERE patron_id = {{ patron_id | param }}
{% if not loop.last %}
UNION ALL
{% endif %}
{% endfor %}
ORDER BY position;
