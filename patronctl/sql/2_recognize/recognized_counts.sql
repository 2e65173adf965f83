-- Reads fingerprint, recognized, unrecognized, reject_errors: how the feed's records divide, and how many of its lines are no records.
SELECT
    (SELECT count(*) FROM fingerprint) AS records,
    (SELECT count(*) FROM recognized) AS recognized,
    (SELECT count(*) FROM unrecognized) AS unrecognized,
    (SELECT count(*) FROM reject_errors) AS unreadable;
