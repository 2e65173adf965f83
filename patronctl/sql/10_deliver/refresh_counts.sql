-- Reads remote, store.confirmed, adoption, drift; one row: what a refresh found.
SELECT
    (SELECT count(*) FROM remote) AS seen,
    (SELECT count(*) FROM adoption WHERE refused IS NULL) AS adopted,
    (SELECT count(DISTINCT patron_id) FROM drift WHERE NOT kept) AS drifted,
    (SELECT count(DISTINCT patron_id) FROM drift WHERE kept) AS kept_edits,
    (SELECT count(*) FROM store.confirmed WHERE target = {{ target | param }}) AS confirmed,
    (SELECT count(*) FROM store.confirmed WHERE target = {{ target | param }} AND remote_id NOT IN (SELECT remote_id FROM remote)) AS missing,
    (SELECT count(*) FROM remote WHERE remote_id NOT IN (SELECT remote_id FROM store.confirmed WHERE target = {{ target | param }})
        AND remote_id NOT IN (SELECT remote_id FROM adoption)) AS unmanaged,
    (SELECT count(DISTINCT library) FROM remote WHERE NOT list_contains(CAST({{ leave_alone | param }} AS VARCHAR[]), category)) AS libraries_seen,
    (SELECT count(DISTINCT json_extract_string(fields, '$.library_id')) FROM desired) AS libraries_wanted;
