-- Writes retirement, empty: this run retires nobody.
CREATE TEMP TABLE retirement (patron_id BIGINT, action VARCHAR, rule VARCHAR, reason VARCHAR, decided_by VARCHAR, before VARCHAR, after VARCHAR,
    site VARCHAR, district_id VARCHAR, barcode VARCHAR, name VARCHAR, record BIGINT, why_kept VARCHAR);
