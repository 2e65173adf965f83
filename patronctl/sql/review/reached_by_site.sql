-- Reads reached_before, reached_after, snapshot: how many patrons of each site the rules reach before and after a change, where that differs.
WITH reached AS (
    SELECT patron_id, action, 1 AS before, 0 AS after FROM reached_before
    UNION ALL
    SELECT patron_id, action, 0, 1 FROM reached_after
)
SELECT action, site, CAST(sum(before) AS BIGINT) AS before, CAST(sum(after) AS BIGINT) AS after
FROM reached
JOIN snapshot USING (patron_id)
GROUP BY ALL
HAVING sum(before) <> sum(after)
ORDER BY action, site;
