-- status has a fourth value: cancelled
alter table turn add column cancellation text; -- JSON: who ended it, and when
