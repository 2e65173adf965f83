-- Reads `record` and the patrons that the job's last update saw, answers with how many of them are in the feed again.
SELECT count(*) AS known, count(again.match_key) AS again
FROM store.sighting AS sighting
JOIN store.patron AS patron ON patron.patron_id = sighting.patron_id
LEFT JOIN (SELECT DISTINCT match_key FROM record WHERE match_key IS NOT NULL) AS again
    ON again.match_key = {% if match_on == "district_id" %}patron.district_id{% else %}concat(patron.site, {{ unit | param }}, patron.barcode){% endif %}

WHERE sighting.job = {{ job | param }} AND sighting.seen_until IS NULL;
