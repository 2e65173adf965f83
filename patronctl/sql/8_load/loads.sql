-- Reads store.load: the runs that were committed, newest first.
SELECT run_id FROM store.load ORDER BY committed_at DESC LIMIT 1000;
