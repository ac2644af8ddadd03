-- The customer as folded from his facts. What is searched for is copied out of the state into columns.
create table customer (
    customer text primary key,
    version  bigint not null,
    name     text,
    tier     text   not null,
    stage    text   not null,
    health   text   not null,
    state    jsonb  not null
) with (fillfactor = 70);

-- The timeline, append only. happened_at is when it was so, known_at when Aegis came to know it.
create table fact (
    id          bigint generated always as identity primary key,
    customer    text        not null,
    version     bigint      not null,
    fact        text        not null,
    data        jsonb       not null,
    happened_at timestamptz not null,
    known_at    timestamptz not null,
    source      text        not null,
    event_id    text        not null,
    correlation text        not null,
    unique (customer, version)
);
