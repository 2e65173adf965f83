-- Reads the views of the rules, store.confirmed: whom a rule would delete if it knew their checkouts and fines, and who they are at the library.
SELECT unknown.patron_id, any_value(confirmed.remote_id) AS remote_id
FROM (
    {% for rule in rules %}
    SELECT patron_id FROM {{ rule.view | ident }} WHERE verdict = 'kept_unknown'{% if not loop.last %} UNION{% endif %}

    {% endfor %}
) AS unknown
LEFT JOIN (SELECT * FROM store.confirmed WHERE target = {{ target | param }}) AS confirmed USING (patron_id)
GROUP BY unknown.patron_id
ORDER BY unknown.patron_id;
