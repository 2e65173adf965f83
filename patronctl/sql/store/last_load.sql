-- Reads store.load: the run that loaded last, None where nothing was loaded yet.
SELECT max_by(run_id, committed_at) AS run_id FROM store.load;
