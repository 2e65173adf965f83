-- Writes inactive_username and retirement, empty: no rule hits anybody.
CREATE OR REPLACE TEMP TABLE inactive_username (patron_id BIGINT, username VARCHAR);

CREATE OR REPLACE TEMP TABLE retirement (
    patron_id BIGINT, action VARCHAR, why_kept VARCHAR, rule VARCHAR, reason VARCHAR, decided_by JSON, before JSON, after JSON,
    site VARCHAR, district_id VARCHAR, barcode VARCHAR, name VARCHAR, record BIGINT
);
