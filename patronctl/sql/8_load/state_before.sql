-- Reads store.job_state and store.load: where this job and this district stand before the run.
SELECT latest.last_load_at, state.*
FROM (SELECT max(happened_at) AS last_load_at FROM store.load) AS latest
LEFT JOIN store.job_state AS state ON state.job = {{ job | param }};
