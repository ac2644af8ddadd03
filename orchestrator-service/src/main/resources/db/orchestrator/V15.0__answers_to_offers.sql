alter table turn add column declined text;          -- JSON, beside accepted
alter table turn add column first text;             -- of what a message asked for beside its first request: the turn of that
create index turn_first on turn (first) where first is not null;
alter table turn add column routed_revision bigint; -- when an agent was asked: later than the beginning for what was queued
