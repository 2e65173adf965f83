-- Reads target, record; writes refused: a password that is being set needs a username (docs/rules.md, part 2).
INSERT INTO refused
SELECT target.record, 'password'
FROM target JOIN record ON record.record = target.record
WHERE target.username IS NULL AND nullif(record.password_fingerprint, '') IS NOT NULL;
