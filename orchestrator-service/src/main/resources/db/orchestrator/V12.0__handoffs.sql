alter table conversation add column handoff text;               -- JSON; absent while agents see to it alone
alter table conversation add column handoff_since timestamptz;
alter table conversation add column summary text;               -- JSON; of what agents are no longer told word by word
create index conversation_handed_off on conversation (handoff_since, id) where handoff_since is not null;

-- speakers now also: person, taken_over, given_back; turns also: for_person
alter table line add column role text;                          -- in which a person of the team wrote it
alter table line add column kept_back boolean not null default false;
create index line_kept_back on line (conversation) where kept_back;
