create table conversation (
    id         text primary key,
    customer   text        not null,
    title      text,
    opened_at  timestamptz not null,
    changed_at timestamptz not null,
    revision   bigint      not null -- counts changes; lines and turns carry the revision they were changed at
);
create index conversation_customer on conversation (customer, opened_at desc);

-- What was said. A change of a conversation adds one line at the most, so the revision names it.
create table line (
    conversation text        not null references conversation (id),
    revision     bigint      not null,
    speaker      text        not null, -- customer, aegis, intervention
    turn         text,
    source       text, -- customer: the user who wrote; intervention: its id
    text         text        not null, -- keys as placeholders
    at           timestamptz not null,
    primary key (conversation, revision)
);
create index line_turn on line (turn) where turn is not null;

create table turn (
    id               text primary key,
    conversation     text        not null references conversation (id),
    customer         text        not null,
    began_revision   bigint      not null,
    changed_revision bigint      not null,
    began_at         timestamptz not null,
    status           text        not null, -- working, waiting, finished
    origin           text        not null, -- JSON
    steps            text        not null, -- JSON
    offers           text, -- JSON, like the two below absent while working
    accepted         text,
    feedback         text,
    requester        text        not null,
    idempotency_key  text,
    request_hash     text
);
create index turn_conversation on turn (conversation, changed_revision);
create unique index turn_request on turn (customer, requester, idempotency_key);

-- What state must have applied before it answers for a customer's next turn.
create table seen (
    customer text   not null,
    source   text   not null,
    sequence bigint not null,
    primary key (customer, source)
);

create table login (
    name          text primary key,
    id            text not null, -- in the tokens; another one for each password
    password_hash text not null,
    roles         text not null, -- separated by blanks
    customer      text,
    demo          boolean not null
);

create table login_record (
    id         bigint generated always as identity primary key,
    at         timestamptz not null,
    event      text        not null,
    about_user text,
    customer   text, -- whose user that is
    by_whom    text        not null
);
create index login_customer on login (customer) where customer is not null;
create index login_record_customer on login_record (customer) where customer is not null;
