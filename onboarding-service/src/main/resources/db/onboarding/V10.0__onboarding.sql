-- What the built-in provider keeps a record of. The action is the idempotency key.
create table provided (
    action   text primary key,
    kind     text        not null,
    customer text        not null,
    document text        not null,
    made_at  timestamptz not null
);

-- API keys, sealed with a key that is outside the database.
create table api_key (
    id          text primary key,
    action      text        not null unique,
    customer    text        not null,
    environment text        not null,
    hint        text        not null,
    hash        text        not null, -- SHA-256 of the key
    sealed      bytea, -- absent once a production key has been shown
    issued_at   timestamptz not null,
    shown_at    timestamptz -- when a production key was shown first
);
create index api_key_shown on api_key (shown_at) where environment = 'production' and sealed is not null;

-- Each time a key was shown.
create table key_reveal (
    id      bigint generated always as identity primary key,
    key_id  text        not null references api_key (id),
    by_whom text        not null,
    at      timestamptz not null
);
