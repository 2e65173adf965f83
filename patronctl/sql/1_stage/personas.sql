-- Reads patron_type_code: the persona of each patron type, in the order of the type known_patron_type.
SELECT list(persona ORDER BY rowid) AS personas FROM patron_type_code;
