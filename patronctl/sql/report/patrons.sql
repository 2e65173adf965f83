-- Reads store.patron, store.sighting, store.job_state: every patron with every field but the password, and when whose feed had him.
WITH seen AS (
    SELECT sighting.patron_id, max(coalesce(sighting.seen_until, job_state.last_update_at)) AS last_seen,
        arg_max(sighting.job, coalesce(sighting.seen_until, job_state.last_update_at)) AS job
    FROM store.sighting
    JOIN store.job_state ON job_state.job = sighting.job
    GROUP BY sighting.patron_id
)
SELECT {% for field in fields %}patron.{{ field.name | ident }}, {% endfor %}
    coalesce(seen.job, patron.job) AS job, patron.first_seen, seen.last_seen, patron.inactive_since
FROM store.patron AS patron
LEFT JOIN seen ON seen.patron_id = patron.patron_id
ORDER BY patron.site, patron.last_name, patron.first_name, patron.district_id, patron.barcode
