alter table conversation add column in_work text;                  -- the turn routed last, while it has no reply
alter table conversation add column queued int not null default 0; -- messages that wait for that reply
alter table turn add column joined_into text;                      -- of a joined message: the turn it was taken with
