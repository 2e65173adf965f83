-- Reads delivery: the next patrons of one phase, in the order of their number.
SELECT patron_id, remote_id, key, category, action, inactive, was_inactive, expiry_before, released,
    CAST(to_json(fields) AS VARCHAR) AS fields, CAST(to_json(wanted) AS VARCHAR) AS wanted,
    CAST(to_json(sent) AS VARCHAR) AS sent, CAST(to_json(held) AS VARCHAR) AS held
FROM delivery
WHERE patron_id > {{ after | param }} AND {% if release %}released{% else %}list_contains({{ actions | param }}, action){% endif %}

ORDER BY patron_id
LIMIT {{ size | param }};
