-- Writes `recognized`, empty: every record is converted.
CREATE OR REPLACE TEMP TABLE recognized (
    record BIGINT, patron_id BIGINT, match_key VARCHAR, site VARCHAR, district_id VARCHAR, barcode VARCHAR, name VARCHAR,
    revision INTEGER, record_hash UBIGINT, feed_hash UBIGINT
);
