-- Reads other_person: how many records are skipped because their key belongs to somebody else.
SELECT count(*) AS records FROM other_person WHERE stops;
