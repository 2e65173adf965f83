-- Reads target, writes claim: the usernames that a patron would newly have; unique in the district.
INSERT INTO claim
SELECT 'username', record, patron_id, username, match_key
FROM target
WHERE username IS NOT NULL AND stored_username IS DISTINCT FROM username;
