-- Reads entries.parquet, writes `entry`: the entries of a run as they are.
CREATE OR REPLACE TEMP TABLE entry AS
SELECT line, site, district_id, barcode, name, action, severity, code, field, given, text, before, after, reason, rule, other
FROM read_parquet({{ path | param }});
