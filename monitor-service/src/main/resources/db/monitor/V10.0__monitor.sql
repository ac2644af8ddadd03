-- Playbooks as they were written. A version never changes: what began under it is decided by it.
create table playbook (
    id      text    primary key,
    version int     not null, -- the latest
    enabled boolean not null
);
create table playbook_version (
    playbook text        not null,
    version  int         not null,
    text     text        not null,
    by_user  text        not null,
    at       timestamptz not null,
    primary key (playbook, version)
);

-- One row, which every change of a playbook takes first: changes come one after the other, and a reader sees by its number
-- whether there was one.
create table playbook_revision (
    revision bigint not null
);
insert into playbook_revision (revision) values (0);

-- Who did what to a playbook, and what it did to itself.
create table playbook_change (
    id       bigint generated always as identity primary key,
    playbook text        not null,
    version  int         not null,
    what     text        not null,
    by_user  text        not null,
    reason   text,
    at       timestamptz not null
);
create index playbook_change_of on playbook_change (playbook, id);

-- The customer as state last told. An older word never replaces a newer one.
create table watch (
    customer text primary key,
    version  bigint not null,
    snapshot jsonb  not null,
    erased   bigint not null default 0 -- the version that erased him last: nothing from before it is taken
) with (fillfactor = 70);

-- When a customer was spoken to unasked, by whatever playbook, agent and channel: what the contact budget counts.
create table contact (
    customer text        not null,
    at       timestamptz not null,
    source   text        not null,
    primary key (customer, at, source)
);

-- One happening that a playbook reacts to, and what came of it. The id is made from customer, playbook and happening, so
-- the same happening told again is the same row. It is an intervention when it was raised.
create table occasion (
    id         text primary key,
    customer   text        not null,
    playbook   text        not null,
    version    int         not null,
    happening  jsonb       not null,
    due_at     timestamptz not null,
    outcome    text        not null, -- waiting, held, raised, held_out, suppressed or passed
    decided_at timestamptz,
    reason     text,
    variant    text,
    text       text,
    seen_at    timestamptz,
    acted_at   timestamptz,
    closes_at  timestamptz, -- end of the goal's window; null where nothing is measured
    closed_at  timestamptz,
    goal_at    timestamptz
);
create index occasion_waiting on occasion (customer) where outcome in ('waiting', 'held');
create index occasion_measured on occasion (customer) where closes_at is not null and closed_at is null;
create index occasion_raised on occasion (decided_at) where outcome = 'raised';
create index occasion_decided on occasion (customer, decided_at);
create index occasion_of on occasion (playbook, decided_at);
create index occasion_arm on occasion (playbook, version, outcome, variant) where outcome in ('raised', 'held_out');

-- How often a variant's results were looked at, and why it was stopped, if it was.
create table variant_look (
    playbook text        not null,
    version  int         not null,
    variant  text        not null,
    looks    int         not null,
    stopped  text,
    at       timestamptz not null,
    primary key (playbook, version, variant)
);

-- All that state told, when it told it, for 400 days (aegis.monitor.keep-history): what a playbook is tried on before it is enabled. When it happened is in the facts.
create table history (
    id         bigint generated always as identity primary key,
    customer   text        not null,
    told_at    timestamptz not null,
    snapshot   jsonb       not null,
    happenings jsonb       not null
);
create index history_of on history (customer, told_at);
create index history_age on history (told_at);
