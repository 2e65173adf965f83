-- Reads what patrons.sql reads, writes a Parquet file.
COPY ({% include "report/patrons.sql" %}) TO {{ path | param }} (FORMAT parquet, COMPRESSION zstd);
