-- Reads other_person, writes conflict: whose key it is that somebody else's record has.
INSERT INTO conflict
SELECT CASE WHEN stops THEN 'other_person' ELSE 'identity_changed' END, record, patron_id, patron_id, NULL FROM other_person;
