-- Reads target, writes claim: the usernames that a patron would newly have; unique in the district.
CREATE TEMP TABLE claim AS
SELECT 'username' AS kind, record, patron_id, username AS slot, match_key
FROM target
WHERE username IS NOT NULL AND stored_username IS DISTINCT FROM username;
