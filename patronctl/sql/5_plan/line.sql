-- Reads record, writes the view `line_of`: the line of the file on which a record begins, where every record is one line.
CREATE TEMP VIEW line_of AS
SELECT rowid AS record, rowid + {{ first_line | param }} AS line FROM record;
