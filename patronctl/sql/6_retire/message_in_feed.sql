-- Reads rule_graduated, matched, outcome, duplicate, message_code; writes message: seniors whose graduation year is past and who are kept because they
-- stand in tonight's feed as active.
INSERT INTO message (record, code, field, given, severity, text)
SELECT matched.record, message_code.code, 'graduation_year', CAST(candidate.graduated_in AS VARCHAR), message_code.severity, message_code.outcome
FROM rule_graduated
JOIN candidate ON candidate.patron_id = rule_graduated.patron_id
JOIN (
    SELECT matched.patron_id, pending.patron_id AS new_patron, matched.record FROM matched LEFT JOIN pending ON pending.record = matched.record
) AS matched ON coalesce(matched.patron_id, matched.new_patron) = rule_graduated.patron_id
JOIN outcome ON outcome.record = matched.record AND outcome.action <> 'skipped'
JOIN message_code ON message_code.code = 'graduation_year_past'
WHERE rule_graduated.verdict = 'still_in_feed';
