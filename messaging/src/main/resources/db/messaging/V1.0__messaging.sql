-- What came in. A row is a received message, and the key under which its duplicates are dropped.
create table inbox (
    id          bigint generated always as identity primary key,
    source      text        not null,
    event_id    text        not null,
    customer    text        not null,
    lane        smallint    not null,
    topic       text        not null,
    type        text        not null,
    sequence    bigint,
    time        timestamptz not null,
    correlation text        not null,
    causation   text,
    data        bytea       not null,
    status      smallint    not null default 0, -- 0 pending, 1 done, 2 dead
    attempts    int         not null default 0,
    due_at      timestamptz not null default now(),
    received_at timestamptz not null default now(),
    done_at     timestamptz,
    error       text,
    retried     boolean     not null default false, -- by an operator, after it was dead: worked even when overtaken
    unique (source, event_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);
create index inbox_pending on inbox (lane, customer, id) where status = 0;
create index inbox_oldest on inbox (id) where status = 0;
create index inbox_dead on inbox (id) where status = 2;
-- No plan asks how these are spread, and sorting samples of them is most of an analysis.
alter table inbox alter column event_id set statistics 0, alter column correlation set statistics 0,
                  alter column causation set statistics 0, alter column data set statistics 0;

-- How far each producer's word about a customer was applied: drops replays for ever, and answers "have you seen it?".
create table applied (
    customer text   not null,
    source   text   not null,
    topic    text   not null,
    sequence bigint not null,
    before   bigint, -- where it was before the last step: which of several messages worked together are news
    primary key (customer, source, topic)
);

-- One row a customer: the lock that every business transaction takes first, and this service's last sequence number.
create table customer_sequence (
    customer text primary key,
    sequence bigint not null
) with (fillfactor = 50);

-- What goes out. A row leaves when the broker has acknowledged it.
create table outbox (
    id          bigint generated always as identity primary key,
    lane        smallint    not null,
    topic       text        not null,
    customer    text        not null,
    event_id    text        not null,
    source      text        not null,
    type        text        not null,
    sequence    bigint,
    time        timestamptz not null,
    correlation text        not null,
    causation   text,
    reason      text,
    data        bytea       not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Messages to oneself, due at a time.
create table timer (
    customer    text        not null,
    name        text        not null,
    lane        smallint    not null,
    due_at      timestamptz not null,
    type        text        not null,
    correlation text        not null,
    causation   text,
    data        bytea       not null,
    primary key (customer, name)
);
create index timer_due on timer (due_at);

-- Calls that change something outside. SENT is committed before the call, DONE with its consequences.
create table effect (
    id       text primary key,
    customer text,                 -- absent until it is done
    state    smallint    not null, -- 0 sent, 1 done
    result   text,                 -- absent until it is done, and once it is forgotten
    sent_at  timestamptz not null default now(),
    done_at  timestamptz
);
create index effect_customer on effect (customer) where result is not null;

-- Which replica works which customers, on the database's clock.
create table lane (
    lane        smallint primary key,
    owner       text,
    lease_until timestamptz
);
insert into lane (lane) select generate_series(0, 63);
create table replica (
    name        text primary key,
    lease_until timestamptz not null
);

-- Who retried or skipped a dead message.
create table dead_letter_decision (
    id       bigint generated always as identity primary key,
    inbox_id bigint      not null references inbox (id),
    decision text        not null,
    by_user  text        not null,
    at       timestamptz not null
);
