-- Reads message: how many of each code.
SELECT code, severity, count(*) AS messages FROM message GROUP BY ALL ORDER BY code;
