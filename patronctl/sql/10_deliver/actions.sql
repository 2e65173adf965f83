-- Reads delivery: the first patrons of each action, for people to look at before they agree.
SELECT patron_id, key, action, CAST(to_json(fields) AS VARCHAR) AS fields
FROM (SELECT *, row_number() OVER (PARTITION BY action ORDER BY patron_id) AS place FROM delivery WHERE action NOT IN ('none', 'no_key', 'shared_key', 'left_alone'))
WHERE place <= {{ limit | param }}
ORDER BY action, patron_id;
