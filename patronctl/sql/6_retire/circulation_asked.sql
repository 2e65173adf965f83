-- Writes circulation: what the library system answered about these patrons. Nothing is known of anybody else.
CREATE OR REPLACE TEMP TABLE circulation AS
SELECT
    unnest(CAST({{ patrons | param }} AS BIGINT[])) AS patron_id,
    unnest(CAST({{ checkouts | param }} AS INTEGER[])) AS checkouts,
    unnest(CAST({{ fines_cents | param }} AS BIGINT[])) AS fines_cents,
    true AS known;

CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT false AS means_none;
