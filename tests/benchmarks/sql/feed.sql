-- Reads the macros of people.sql, writes the feed: 30 columns, a line per student in the order of their numbers.
--   $changed, $gone, $new  shares, per million, of students that differ from the first day, left, and came
--   $night                 every night one student in a hundred changes, one in five thousand leaves, and as many come
--   $messy                 share, per million, of records with something wrong: blank, unreadable, unknown, double or too long
COPY (
    WITH student AS (
        SELECT
            i,
            -- A double record repeats its neighbor's number and with it all that hangs on the number.
            CASE WHEN i > 0 AND pick(i, 50, 1000000) < $messy / 8 THEN i - 1 ELSE i END AS p,
            pick(i, 51, 1000000) < $messy AS messy,
            pick(i, 52, 8) AS wrong,
            CASE WHEN pick(i, 60, 1000000) < $changed THEN 1 ELSE 0 END + ($night + pick(i, 62, 100)) // 100 AS version
        FROM range($night::BIGINT * $records // 5000, $records + $night::BIGINT * $records // 5000 + $records::BIGINT * $new // 1000000) AS r(i)
        WHERE i >= $records OR pick(i, 61, 1000000) >= $gone
    ),
    described AS (
        SELECT *, person(p, version) AS who, lpad(p::VARCHAR, 8, '0') AS number
        FROM student
    )
    SELECT
        CASE WHEN messy AND wrong = 0 THEN 'S999' ELSE 'S' || lpad(who.school::VARCHAR, 3, '0') END AS SchoolNumber,
        number AS StudentID,
        CASE WHEN messy AND wrong = 1 THEN NULL ELSE '2' || number END AS CardNumber,
        CASE WHEN messy AND wrong = 2 THEN NULL ELSE who.last END AS LastName,
        who.first AS FirstName,
        who.middle AS MiddleName,
        CASE
            WHEN messy AND wrong = 3 THEN repeat(who.first || ' the ', 6)
            WHEN pick(p, 11, 4) = 0 THEN who.first[:3]
            ELSE NULL
        END AS Nickname,
        'Student' AS PatronType,
        CASE WHEN messy AND wrong = 4 THEN 'Visitor' WHEN who.grade >= 9 THEN 'Senior' ELSE 'Patron' END AS AccessLevel,
        '1' AS Enrolled,
        CASE WHEN messy AND wrong = 5 THEN '?' ELSE one_of(p, 12, ['F', 'M', 'U', 'F', 'M', 'F', 'M']) END AS Gender,
        who.homeroom::VARCHAR AS Homeroom,
        CASE WHEN who.grade = 0 THEN 'K' ELSE who.grade::VARCHAR END AS Grade,
        (2026 + 13 - who.grade)::VARCHAR AS GradYear,
        CASE
            WHEN messy AND wrong = 6 THEN '13/45/2012'
            ELSE strftime(DATE '2021-09-01' - INTERVAL (who.grade) YEAR - INTERVAL (pick(p, 13, 365)) DAY, '%m/%d/%Y')
        END AS BirthDate,
        '06/30/' || (2026 + 13 - who.grade) AS CardExpires,
        one_of(p, 14, ['Y', 'N', 'Y', 'Y']) AS AcceptableUse,
        regexp_replace(lower(strip_accents(who.first[:1] || who.last[:12])), '[^a-z]', '', 'g') || p AS Username,
        'pw-' || number AS "Password",
        CASE WHEN messy AND wrong = 7 THEN 'none' ELSE 's' || number || '@students.example.org' END AS Email,
        'family' || number || '@example.net' AS GuardianEmail,
        who.street AS Street,
        who.city AS City,
        'IL' AS State,
        lpad(pick(p, 15, 99999)::VARCHAR, 5, '0') AS Zip,
        '(' || (200 + pick(p, 16, 799)) || ') 555-' || lpad(pick(p, 17, 10000)::VARCHAR, 4, '0') AS Phone,
        'Bus ' || (1 + pick(p, 18, 80)) AS BusRoute,
        one_of(p, 19, getvariable('last_names')) AS Counselor,
        one_of(p, 20, [NULL, NULL, NULL, 'ELL', '504', 'IEP']) AS Program,
        CASE WHEN version > 0 OR i = $touched THEN '2026-11-2' || version % 10 ELSE '2026-08-17' END AS LastModified
    FROM described
    ORDER BY i
) TO $feed (FORMAT csv, HEADER, QUOTE '"', ESCAPE '"', DELIMITER ',');
