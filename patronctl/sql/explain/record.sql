-- Reads matched, pending, record, outcome, line_of, change: the file's records of one patron, or those that bear the key but reach nobody.
SELECT
    line_of.line,
    outcome.action,
    change.reason,
    change.before,
    change.after,
    matched.record
FROM matched
JOIN record ON record.record = matched.record
JOIN outcome ON outcome.record = matched.record
LEFT JOIN line_of ON line_of.record = matched.record
LEFT JOIN pending ON pending.record = matched.record
LEFT JOIN change ON change.record = matched.record
WHERE coalesce(matched.patron_id, pending.patron_id) = {{ patron_id | param }}
    OR coalesce(matched.patron_id, pending.patron_id) IS NULL AND ({% for name in keys %}record.{{ name | ident }} = {{ key | param }} OR {% endfor %}matched.match_key = {{ key | param }})
ORDER BY matched.record;
