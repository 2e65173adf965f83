-- Reads record, writes nothing: what the conversion says, by code and field; of how many records, as new patrons would have it, and about which
-- values, the most frequent first.
WITH said AS (
    SELECT record, unnest(string_split(messages, {{ separator | param }})) AS parts
    FROM record
    WHERE messages IS NOT NULL AND NOT left_out
), split AS (
    SELECT record, string_split(parts, {{ unit | param }}) AS part FROM said
), counted AS (
    SELECT part[2] AS code, part[3] AS field, coalesce(part[4], '') AS given, count(DISTINCT record) AS records
    FROM split
    WHERE part[1] <> 'update'
    GROUP BY ALL
)
SELECT code, field, sum(records)::BIGINT AS records, list(given ORDER BY records DESC, given)[:200] AS given
FROM counted
GROUP BY code, field
ORDER BY records DESC, code, field;
