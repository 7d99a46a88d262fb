ALTER INDEX member_idx RENAME TO person_idx;
