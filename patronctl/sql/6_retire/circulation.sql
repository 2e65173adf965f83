-- Reads circulation_line, future, change, store.patron; writes circulation_match: each line with its patron, if there is one, and its amounts in
-- whole cents. The library may know a patron by the keys of before this run or by those that they get: both count.
-- A barcode without a site, or one that somebody leaves and somebody else gets, can be that of several patrons: then it is nobody's for
-- certain, and theirs is unknown.
CREATE OR REPLACE TEMP TABLE circulation_match AS
WITH site_name AS (
    SELECT unnest(CAST({{ given_sites | param }} AS VARCHAR[])) AS given, unnest(CAST({{ sites | param }} AS VARCHAR[])) AS short_name
),
line AS (
    SELECT
        circulation_line.* EXCLUDE (fines, site),
        coalesce(short_name, circulation_line.site) AS site,
        string_split(replace(ltrim(fines, '$'), ',', ''), '.') AS parts,
        circulation_line.rowid AS record
    FROM circulation_line
    LEFT JOIN site_name ON site_name.given = circulation_line.site
),
known AS (
    SELECT patron_id, district_id, site, barcode FROM future
    UNION
    SELECT patron_id, district_id, site, barcode FROM store.patron WHERE patron_id IN (SELECT patron_id FROM change)
),
-- One patron may bear one key before and after.
named AS (
    SELECT DISTINCT line.record, known.patron_id
    FROM line
    JOIN known
{% if by_district_id %}
        ON known.district_id = line.district_id
{% elif by_site %}
        ON known.barcode = line.barcode AND known.site = line.site
{% else %}
        ON known.barcode = line.barcode
{% endif %}
)
SELECT
    line.record,
    named.patron_id,
    CAST(checkouts AS INTEGER) AS checkouts,
    CAST(parts[1] AS BIGINT) * 100 + CAST(rpad(coalesce(parts[2], ''), 2, '0') AS BIGINT) AS fines_cents,
    count(*) OVER (PARTITION BY line.record) = 1 AS certain
FROM line
LEFT JOIN named ON named.record = line.record;

-- Writes circulation: one row per patron whom the file lists. Several lines of one patron (one a site, say) add up.
CREATE OR REPLACE TEMP TABLE circulation AS
SELECT
    patron_id,
    CAST(sum(checkouts) AS INTEGER) AS checkouts,
    CAST(sum(fines_cents) AS BIGINT) AS fines_cents,
    bool_and(certain AND checkouts IS NOT NULL AND fines_cents IS NOT NULL) AS known
FROM circulation_match
WHERE patron_id IS NOT NULL
GROUP BY patron_id;

-- Writes circulation_absence, one row: does a patron whom the file doesn't list have no transactions, or are they unknown?
CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT CAST({{ absent_means_none | param }} AS BOOLEAN) AS means_none;
