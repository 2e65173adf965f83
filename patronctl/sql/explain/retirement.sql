-- Reads retirement: what the run would do with one patron after the load.
SELECT action, rule, reason FROM retirement WHERE patron_id = {{ patron_id | param }};
