{% from "6_retire/in_scope.sql" import in_scope, standing %}
-- Reads store.patron, change, retirement, policy: how many patrons there are before the run and how many the plan
-- changes, for each site and, with site NULL, for the district. A transfer counts at the site that the patron leaves.
WITH counted AS (
    SELECT
        patron.site,
        'stored' AS kind,
        {{ in_scope("patron") }} AS in_scope,
        {{ in_scope("patron") }} AND {{ standing("patron") }} = 'active' AS active_in_scope
    FROM store.patron AS patron
    CROSS JOIN policy
    UNION ALL
    SELECT coalesce(stored_site, site), CASE action WHEN 'reactivated' THEN 'updated' ELSE action END, false, false
    FROM change
    UNION ALL
    SELECT site, action, false, false
    FROM retirement
)
SELECT
    site,
    count(*) FILTER (kind = 'stored') AS stored,
    count(*) FILTER (in_scope) AS in_scope,
    count(*) FILTER (active_in_scope) AS active_in_scope,
    count(*) FILTER (kind = 'added') AS added,
    count(*) FILTER (kind = 'updated') AS updated,
    count(*) FILTER (kind = 'transferred') AS transferred,
    count(*) FILTER (kind = 'inactivated') AS inactivated,
    count(*) FILTER (kind = 'deleted') AS deleted
FROM counted
GROUP BY GROUPING SETS ((site), ())
HAVING site IS NOT NULL OR grouping(site) = 1
ORDER BY site NULLS FIRST;
