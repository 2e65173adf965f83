-- Reads candidate, policy; writes the view rule_graduated: delete active seniors of a past school year who have no transactions. Who stands
-- in tonight's feed as active has not left, whatever their graduation year says; the job's switch says otherwise.
CREATE OR REPLACE TEMP VIEW rule_graduated AS
SELECT
    patron_id,
    2 AS position,
    'graduated' AS rule,
    CASE
        WHEN NOT in_scope THEN 'out_of_scope'
        WHEN NOT policy.delete_graduated_seniors THEN 'off'
        WHEN standing <> 'active' THEN 'not_active'
        WHEN was_senior AND graduated_in >= policy.school_year - 20 AND (graduated_in < policy.school_year OR graduated_in = policy.school_year AND policy.graduated_when = 'up_to_school_year')
            THEN CASE WHEN policy.keeps_listed_seniors AND (seen_now OR listed_elsewhere) THEN 'still_in_feed'
                WHEN NOT circulation_known THEN 'kept_unknown' WHEN has_transactions THEN 'kept_transactions' ELSE 'hit' END
        ELSE 'not_reached'
    END AS verdict,
    'deleted' AS action,
    format('graduated: grade {}, class of {}, school year {}', grade_level, graduated_in, policy.school_year) AS reason,
    json_object('grade_level', grade_level, 'graduation_year', graduated_in, 'school_year', policy.school_year,
        'circulation_known', circulation_known, 'checkouts', checkouts, 'fines', fines) AS decided_by
FROM candidate
CROSS JOIN policy;
