{% from "6_retire/in_scope.sql" import in_scope, standing %}
-- Reads store.patron, change, retirement, policy: how many patrons there are before the run and how many the plan changes, and how,
-- for each site and, with site NULL, for the district. What counts is what becomes of a patron, not which step does it.
-- A transfer counts at the site that the patron leaves.
WITH counted AS (
    SELECT
        patron.site,
        'stored' AS kind,
        {{ in_scope("patron") }} AS in_scope,
        {{ in_scope("patron") }} AND {{ standing("patron") }} = 'active' AS active_in_scope,
        patron.status = 'A' AS active,
        patron.username IS NOT NULL AS with_login,
        false AS inactivates, false AS reactivates, false AS restricts, false AS moves, false AS loses_login
    FROM store.patron AS patron
    CROSS JOIN policy
    UNION ALL
    SELECT coalesce(stored_site, site), CASE WHEN action = 'added' THEN 'added' WHEN moves AND NOT reactivates THEN 'moved' ELSE 'updated' END,
        false, false, false, false, inactivates, reactivates, restricts, moves, loses_login
    FROM change
    UNION ALL
    SELECT site, action, false, false, false, false, false, false, false, false, false
    FROM retirement
)
SELECT
    site,
    count(*) FILTER (kind = 'stored') AS stored,
    count(*) FILTER (in_scope) AS in_scope,
    count(*) FILTER (active_in_scope) AS active_in_scope,
    count(*) FILTER (active) AS active,
    count(*) FILTER (with_login) AS with_login,
    count(*) FILTER (kind = 'added') AS added,
    count(*) FILTER (kind = 'updated') AS updated,
    count(*) FILTER (moves) AS transferred,
    count(*) FILTER (reactivates) AS reactivated,
    count(*) FILTER (restricts) AS restricted,
    count(*) FILTER (loses_login) AS logins_lost,
    count(*) FILTER (kind = 'inactivated' OR inactivates) AS inactivated,
    count(*) FILTER (inactivates) AS inactivated_by_feed,
    count(*) FILTER (kind = 'deleted') AS deleted
FROM counted
GROUP BY GROUPING SETS ((site), ())
HAVING site IS NOT NULL OR grouping(site) = 1
ORDER BY site NULLS FIRST;
