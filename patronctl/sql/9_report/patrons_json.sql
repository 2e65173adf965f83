-- Reads what patrons.sql reads, writes a JSON array.
COPY ({% include "9_report/patrons.sql" %}) TO {{ path | param }} (FORMAT json, ARRAY true);
