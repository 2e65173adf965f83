-- Reads record, matched, outcome, duplicate, conflict, refused, unreadable, store.patron; writes `message`: one row per message of the run
-- (specification, part 5). A record that is skipped has only the messages that say why: nothing of it was applied.
CREATE TEMP TABLE message AS
WITH said AS (
    SELECT record.record, unnest(string_split(record.messages, {{ separator | param }})) AS parts
    FROM record
    WHERE record.messages IS NOT NULL AND NOT record.left_out
), split AS (
    SELECT record, string_split(parts, {{ unit | param }}) AS part FROM said
), of_the_record AS (
    SELECT split.record, part[2] AS code, part[3] AS field, nullif(part[4], '') AS given, NULL AS other_patron, NULL AS other_record
    FROM split JOIN matched ON matched.record = split.record
    WHERE (part[1] = '' OR (matched.match_key IS NOT NULL AND (part[1] = 'add') = (matched.patron_id IS NULL)))
        AND NOT ({{ incremental | param }} AND matched.same)
), of_the_plan AS (
    SELECT record, 'duplicate_in_file' AS code, NULL AS field, NULL AS given, NULL::BIGINT AS other_patron, applied AS other_record FROM duplicate
    UNION ALL
    SELECT record,
        CASE WHEN kind IN ('barcode', 'username', 'district_id') THEN concat(kind, '_in_use') ELSE kind END,
        CASE WHEN kind IN ('barcode', 'username', 'district_id') THEN kind ELSE 'last_name' END, NULL, other_patron, other_record
    FROM conflict
    UNION ALL
    SELECT record, 'password_without_username', 'password', NULL, NULL, NULL FROM refused
    WHERE what = 'password' AND record NOT IN (SELECT record FROM refused WHERE what = 'username')
    UNION ALL
    SELECT matched.record, 'delete_unknown_patron', 'action', NULL, NULL, NULL FROM matched
    WHERE matched.asks_to_delete AND matched.patron_id IS NULL AND NOT matched.error
), collected AS (
    SELECT * FROM of_the_record UNION ALL SELECT * FROM of_the_plan
)
SELECT collected.*, message_code.severity, message_code.outcome AS text
FROM collected
JOIN message_code ON message_code.code = collected.code
JOIN outcome ON outcome.record = collected.record
WHERE (outcome.action = 'skipped') = (message_code.severity = 'E')
UNION ALL
SELECT NULL, 'line_unreadable', NULL, left(unreadable.text, 200), NULL, NULL, 'E', concat(message_code.outcome, ' ', unreadable.reason)
FROM unreadable JOIN message_code ON message_code.code = 'line_unreadable';
