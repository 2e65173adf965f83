-- Reads what patrons.sql reads, writes a JSON array.
COPY ({% include "report/patrons.sql" %}) TO {{ path | param }} (FORMAT json, ARRAY true);
