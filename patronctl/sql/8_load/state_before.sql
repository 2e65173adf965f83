-- Reads store.job_state and store.load: where this job and this district stand before the run.
SELECT latest.last_load_at, latest.last_load_run, state.*
FROM (SELECT max(happened_at) AS last_load_at, arg_max(run_id, happened_at) AS last_load_run FROM store.load) AS latest
LEFT JOIN store.job_state AS state ON state.job = {{ job | param }};
