{% from "6_retire/in_scope.sql" import in_scope, standing %}
-- Reads snapshot, circulation, circulation_absence, policy; writes patron_facts and the view candidate: every patron with the values
-- that the rules ask about.
-- Whole days count between dates in the district's time zone. NULL is unknown, and no rule reaches the unknown.
CREATE OR REPLACE TEMP TABLE patron_facts AS
SELECT
    snapshot.*,
    {{ standing("snapshot") }} AS standing,
    {{ in_scope("snapshot") }} AS in_scope,
    CASE WHEN snapshot.seen_now THEN policy.today
        ELSE CAST((snapshot.last_seen AT TIME ZONE 'UTC') AT TIME ZONE policy.timezone AS DATE) END AS last_seen_on,
    policy.today - snapshot.inactive_since AS days_inactive,
    -- A year or a birth date that can't be right decides nothing, though the store may have one of before they were checked.
    CASE WHEN snapshot.graduation_year BETWEEN '1900' AND '9999' THEN TRY_CAST(snapshot.graduation_year AS INTEGER) END AS graduated_in,
    -- Asked only of those whose year has come: that spares the rest of a million.
    CASE WHEN TRY_CAST(snapshot.graduation_year AS INTEGER) <= policy.school_year
        THEN list_contains(policy.senior_grade_levels, ltrim(lower(trim(snapshot.grade_level)), '0')) END AS was_senior,
    -- Full years. Who was born on 29 February is a year older on 1 March where there is no such day.
    CASE WHEN snapshot.birth_date BETWEEN DATE '1900-01-01' AND policy.today THEN year(policy.today) - year(snapshot.birth_date)
        - CASE WHEN month(policy.today) * 100 + day(policy.today) < month(snapshot.birth_date) * 100 + day(snapshot.birth_date)
               THEN 1 ELSE 0 END END AS age,
    coalesce(circulation.known, circulation_absence.means_none) AS circulation_known,
    CASE WHEN circulation_known THEN coalesce(circulation.checkouts, 0) END AS checkouts,
    CASE WHEN circulation_known THEN coalesce(circulation.fines_cents, 0) END AS fines_cents
FROM snapshot
CROSS JOIN policy
CROSS JOIN circulation_absence
LEFT JOIN circulation USING (patron_id);

CREATE OR REPLACE TEMP VIEW candidate AS
SELECT
    patron_facts.*,
    policy.today - last_seen_on AS days_unseen,
    checkouts > 0 OR fines_cents > 0 AS has_transactions,
    format('{:d}.{:02d}', fines_cents // 100, fines_cents % 100) AS fines
FROM patron_facts
CROSS JOIN policy;
