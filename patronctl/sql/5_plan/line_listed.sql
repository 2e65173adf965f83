-- Reads the numbers of the lines on which a settled feed's records begin, in their order; writes `line_of`.
CREATE TEMP TABLE line_of AS
SELECT row_number() OVER () - 1 AS record, line
FROM read_csv({{ path | param }}, auto_detect = false, header = false, delim = ',', quote = '', escape = '', columns = {'line': 'BIGINT'});
