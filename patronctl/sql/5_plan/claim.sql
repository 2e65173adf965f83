-- Writes `claim` and `conflict`, empty: who wants what only one patron can have, and who doesn't get it because of whom.
CREATE TEMP TABLE claim (kind VARCHAR, record BIGINT, patron_id BIGINT, slot VARCHAR, match_key VARCHAR);
CREATE TEMP TABLE conflict (kind VARCHAR, record BIGINT, patron_id BIGINT, other_patron BIGINT, other_record BIGINT);
