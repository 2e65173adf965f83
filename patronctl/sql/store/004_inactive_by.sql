-- Writes store.patron: whose doing it is that a patron is inactive. '*' is the retirement; otherwise it is the job whose feed said so, and
-- only the feed of that job or a status takes it back. status_before is what the retirement found. persona_given says that a
-- feed brought the persona; otherwise it follows from the patron type.
ALTER TABLE store.patron ADD COLUMN inactive_by VARCHAR;

ALTER TABLE store.patron ADD COLUMN status_before VARCHAR;

ALTER TABLE store.patron ADD COLUMN persona_given BOOLEAN;

-- The history knows who it was, for those who are inactive already.
UPDATE store.patron AS patron
SET inactive_by = CASE WHEN latest.action = 'inactivated' THEN '*' ELSE patron.job END
FROM (
    SELECT known.patron_id, decided.action
    FROM store.patron AS known
    LEFT JOIN (
        SELECT patron_id, arg_max(action, happened_at) AS action
        FROM store.history
        WHERE action = 'inactivated' OR contains(after, '"status":"I"')
        GROUP BY patron_id
    ) AS decided ON decided.patron_id = known.patron_id
) AS latest
WHERE patron.status = 'I' AND latest.patron_id = patron.patron_id;

-- Who returned while somebody else had the old username kept the disabled one. They get the old one as soon as it is free.
UPDATE store.patron AS patron
SET username_before = former.username
FROM (
    SELECT patron_id, arg_max(json_extract_string(before, '$.username'), happened_at) AS username,
        arg_max(json_extract_string(after, '$.username'), happened_at) AS disabled
    FROM store.history
    WHERE action = 'inactivated' AND json_extract_string(after, '$.username') IS NOT NULL
    GROUP BY patron_id
) AS former
WHERE patron.patron_id = former.patron_id AND patron.status <> 'I' AND patron.username = former.disabled;
