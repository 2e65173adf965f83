-- Reads store.job_state: how many records the job's last good full run read; NULL before the first one.
SELECT max(last_full_records_read) AS records_read FROM store.job_state WHERE job = {{ job | param }};
