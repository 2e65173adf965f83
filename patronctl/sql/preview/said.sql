-- Reads message: what is said of some records.
SELECT record, code, severity, field, text FROM message WHERE list_contains({{ records | param }}, record) ORDER BY record, severity, code, field;
