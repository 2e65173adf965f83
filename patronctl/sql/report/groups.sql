-- Reads entry, writes `member`: each entry in the groups that the summary shows it in. A message is in the group of its code; a record is in the
-- group of what became of it, once, however many messages it has; whom a rule touched or spared is in the group of the rule.
CREATE OR REPLACE TEMP TABLE member AS
SELECT 'message' AS section, code AS name, NULL::VARCHAR AS rule, rowid AS entry_id, line
FROM entry
WHERE code IS NOT NULL
UNION ALL
SELECT 'change', action, NULL, min(rowid), line
FROM entry
WHERE line IS NOT NULL AND action NOT IN ('skipped', 'inactivated', 'deleted', 'kept')
GROUP BY action, line
UNION ALL
SELECT 'retirement', action, rule, rowid, line
FROM entry
WHERE action IN ('inactivated', 'deleted', 'kept');
