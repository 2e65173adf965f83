-- Reads converted_match, recognized, duplicate, message; writes the view `line_of`: the line of the file on which a record begins, where every record is
-- one line. Of the recognized records only those are asked for theirs by a join of which something is said.
CREATE TEMP TABLE first_line AS SELECT {{ first_line | param }} AS line;
CREATE TEMP VIEW line_of AS
WITH asked AS (
    SELECT record FROM converted_match
    UNION ALL
    SELECT record FROM recognized
    WHERE record IN (SELECT record FROM duplicate UNION ALL SELECT applied FROM duplicate UNION ALL SELECT record FROM message)
)
SELECT asked.record, asked.record + first_line.line AS line FROM asked CROSS JOIN first_line;
