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

-- Calls by the hour. An empty key hint stands for a key that the product does not know.
create table usage_bucket (
    customer    text        not null,
    hour        timestamptz not null,
    environment text        not null,
    endpoint    text        not null,
    status      smallint    not null,
    key_hint    text        not null,
    calls       bigint      not null,
    primary key (customer, hour, environment, endpoint, status, key_hint)
) with (fillfactor = 70);

-- Requests that reported usage under an idempotency key, so that a repeated one counts nothing twice.
create table usage_request (
    caller      text        not null,
    key         text        not null,
    customer    text        not null,
    hash        text        not null,
    received_at timestamptz not null,
    primary key (caller, key, customer)
);
