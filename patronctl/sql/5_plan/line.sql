-- Reads matched, writes the view `line_of`: the line of the file on which a record begins, where every record is one line.
CREATE TEMP TABLE first_line AS SELECT {{ first_line | param }} AS line;
CREATE TEMP VIEW line_of AS
SELECT matched.record, matched.record + first_line.line AS line FROM matched CROSS JOIN first_line;
