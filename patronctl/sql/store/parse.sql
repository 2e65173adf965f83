-- Reads nothing: the syntax tree of a statement as JSON; nothing of it is run.
SELECT json_serialize_sql({{ statement | param }});
