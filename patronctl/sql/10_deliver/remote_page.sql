-- Writes remote: one page of the target's patrons.
INSERT INTO remote
SELECT unnest(CAST({{ ids | param }} AS VARCHAR[])), unnest(CAST({{ categories | param }} AS VARCHAR[])),
    unnest(CAST({{ libraries | param }} AS VARCHAR[])), unnest(CAST({{ fields | param }} AS VARCHAR[]));
