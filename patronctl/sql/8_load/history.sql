-- Reads change, writes store.history: every change of this run, with before and after.
INSERT INTO store.history
SELECT {{ run_id | param }}, {{ as_of | param }}, patron_id, action, reason, NULL, before, after, NULL
FROM change;
