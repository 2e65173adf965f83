-- Reads message: what a run would say about one record.
SELECT severity, code, field, given, text FROM message WHERE record = {{ record | param }} ORDER BY severity, code, field;
