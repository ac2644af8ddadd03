-- The customer as state last told. An older word never replaces a newer one.
create table watch (
    customer text primary key,
    version  bigint not null,
    snapshot jsonb  not null
) with (fillfactor = 70);

-- One happening that a playbook reacts to, and what came of it. The id is made from customer, playbook and happening, so
-- the same happening told again is the same row. It is an intervention when it was raised.
create table occasion (
    id         text primary key,
    customer   text        not null,
    playbook   text        not null,
    happening  jsonb       not null,
    due_at     timestamptz not null,
    outcome    text        not null, -- waiting, raised or passed
    decided_at timestamptz,
    reason     text,
    text       text
);
create index occasion_waiting on occasion (customer) where outcome = 'waiting';
create index occasion_raised_of on occasion (customer, decided_at) where outcome = 'raised';
create index occasion_raised on occasion (decided_at) where outcome = 'raised';
