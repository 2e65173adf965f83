-- Reads store.job_state and store.load: where this job and this district stand before the run.
SELECT
    (SELECT max(at) FROM (SELECT max(happened_at) AS at FROM store.load)) AS last_load_at,
    state.*
FROM (SELECT 1) LEFT JOIN store.job_state AS state ON state.job = {{ job | param }};
