-- Writes remote: what the target holds, page by page; empty at first.
CREATE OR REPLACE TEMP TABLE remote (remote_id VARCHAR, category VARCHAR, library VARCHAR, fields VARCHAR);
