-- Writes delivery_result: what became of some patrons.
INSERT INTO delivery_result
SELECT row.patron_id, row.key, row.action, row.outcome, row.code, row.words, row.before, row.after
FROM (
    SELECT unnest(from_json({{ rows | param }}, '[{"patron_id":"BIGINT","key":"VARCHAR","action":"VARCHAR","outcome":"VARCHAR","code":"VARCHAR","words":"VARCHAR","before":"VARCHAR","after":"VARCHAR"}]')) AS row
);
