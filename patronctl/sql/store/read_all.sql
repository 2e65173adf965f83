-- Reads a table of the store, every value of it: a block of the file whose checksum is wrong can't be read.
SELECT count(*) AS rows, bit_xor(hash({{ table | ident }})) AS hash FROM store.{{ table | ident }};
