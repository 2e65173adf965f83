-- Reads matched, duplicate, refused, change; writes `outcome`: what becomes of every record read, each counted once (docs/rules.md, part 8).
CREATE TEMP TABLE outcome AS
SELECT
    matched.record,
    matched.site,
    CASE
        WHEN matched.error OR duplicate.record IS NOT NULL OR refused.record IS NOT NULL THEN 'skipped'
        ELSE coalesce(change.action, 'unchanged')
    END AS action
FROM matched
LEFT JOIN duplicate ON duplicate.record = matched.record
LEFT JOIN (SELECT DISTINCT record FROM refused WHERE what = 'record') AS refused ON refused.record = matched.record
LEFT JOIN change ON change.record = matched.record;
