-- Reads retirement, message_code; writes message: patrons whom the feed asks to delete and who are kept because of transactions.
INSERT INTO message (record, code, field, severity, text)
SELECT retirement.record, message_code.code, 'action', message_code.severity, concat(message_code.outcome, CASE WHEN why_kept = 'unknown' THEN ' Nothing is known about checkouts and fines.' END)
FROM retirement
JOIN message_code ON message_code.code = 'delete_kept_transactions'
WHERE retirement.action = 'kept' AND retirement.rule = 'asked_by_feed';
