-- Writes `conflict`, empty: who doesn't get what only one patron can have, and because of whom.
CREATE TEMP TABLE conflict (kind VARCHAR, record BIGINT, patron_id BIGINT, other_patron BIGINT, other_record BIGINT);
