-- Reads candidate: what the rules know about one patron, whatever they ask.
SELECT
    in_scope,
    patron_type,
    access_level,
    persona,
    status,
    seen_now,
    CAST(last_seen_on AS VARCHAR) AS last_seen_on,
    CAST(inactive_since AS VARCHAR) AS inactive_since,
    circulation_known,
    checkouts,
    fines
FROM candidate
WHERE patron_id = {{ patron_id | param }};
