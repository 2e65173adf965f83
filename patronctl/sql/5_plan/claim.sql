-- Reads target; writes claim: what only one patron can have and a patron would newly have, one row per patron who wants anything. Barcodes are
-- unique at a site (docs/rules.md, part 6), usernames and district IDs in the district.
{% import "5_plan/likeness.sql" as like with context %}
CREATE TEMP TABLE claim AS
SELECT record, patron_id, match_key,
    CASE WHEN barcode IS NOT NULL AND (is_new OR stored_site IS DISTINCT FROM site OR stored_barcode IS DISTINCT FROM barcode) THEN concat(site, {{ unit | param }}, barcode) END AS barcode,
    CASE WHEN {{ like.login("stored_username" | ident) }} IS DISTINCT FROM {{ like.login("username" | ident) }} THEN username END AS username,
    {% if gives_district_ids %}CASE WHEN stored_district_id IS DISTINCT FROM district_id THEN district_id END{% else %}NULL::VARCHAR{% endif %} AS district_id,
    -- Whoever has it no longer leaves it to others, though they want nothing in its place.
    stored_barcode IS NOT NULL AND barcode IS NULL AS frees_barcode,
    stored_username IS NOT NULL AND username IS NULL AS frees_username,
    stored_district_id IS NOT NULL AND district_id IS NULL AS frees_district_id
FROM target
WHERE is_new OR stored_site IS DISTINCT FROM site OR stored_barcode IS DISTINCT FROM barcode OR stored_username IS DISTINCT FROM username
    OR stored_district_id IS DISTINCT FROM district_id;

-- Writes conflict, empty: who doesn't get what only one patron can have, and because of whom.
CREATE TEMP TABLE conflict (kind VARCHAR, record BIGINT, patron_id BIGINT, other_patron BIGINT, other_record BIGINT);
