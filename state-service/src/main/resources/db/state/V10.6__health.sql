-- What moved the health: facts, usage, time, other rules. Together with the health before it explains the difference.
alter table health_known add column because jsonb not null default '[]';
