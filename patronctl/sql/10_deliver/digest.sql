-- Reads delivery: one hash over all that would change, whatever the order.
SELECT coalesce(md5(string_agg(line, chr(10) ORDER BY line)), 'empty') AS digest
FROM (SELECT concat_ws('|', patron_id, remote_id, action, to_json(fields)) AS line FROM delivery WHERE action NOT IN ('none', 'left_alone'));
