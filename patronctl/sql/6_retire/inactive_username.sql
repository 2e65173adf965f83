-- Reads verdict, future, policy; writes inactive_username: the `Inactive-` username of each patron who loses the login.
-- A name stays unique in the district, whatever its case: where it is taken, a number goes behind it.
CREATE OR REPLACE TEMP TABLE inactive_username AS
WITH prefixed AS (
    SELECT patron_id, left('Inactive-' || username, {{ longest | param }}) AS name
    FROM verdict
    JOIN future USING (patron_id)
    CROSS JOIN policy
    WHERE verdict = 'hit' AND action = 'inactivated' AND policy.disable_login AND username IS NOT NULL
),
taken AS (
    SELECT lower(username) AS name FROM future WHERE starts_with(lower(username), 'inactive-')
),
ranked AS (
    SELECT
        patron_id,
        name,
        left(name, {{ longest | param }} - 6) AS stem,
        lower(name) NOT IN (SELECT name FROM taken)
            AND row_number() OVER (PARTITION BY lower(name) ORDER BY patron_id) = 1 AS free
    FROM prefixed
),
-- The highest number in use behind each stem, so that a new one is above them all.
numbered AS (
    SELECT regexp_extract(name, '^(.*)-[0-9]{1,5}$', 1) AS stem, max(CAST(regexp_extract(name, '-([0-9]{1,5})$', 1) AS INTEGER)) AS highest
    FROM (SELECT name FROM taken UNION ALL SELECT lower(name) FROM prefixed)
    WHERE regexp_matches(name, '-[0-9]{1,5}$')
    GROUP BY 1
)
SELECT patron_id, name AS username FROM ranked WHERE free
UNION ALL
SELECT
    patron_id,
    ranked.stem || '-' || (greatest(coalesce(highest, 0), 1) + row_number() OVER (PARTITION BY lower(ranked.stem) ORDER BY patron_id))
FROM ranked
LEFT JOIN numbered ON numbered.stem = lower(ranked.stem)
WHERE NOT free;
