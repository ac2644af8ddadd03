-- Tickets of the built-in store. The action is the idempotency key.
create table ticket (
    number       bigint generated always as identity primary key,
    action       text        not null unique,
    customer     text        not null,
    conversation text        not null,
    subject      text        not null,
    body         text        not null,
    priority     text        not null,
    opened_at    timestamptz not null
);
create index ticket_customer on ticket (customer, number);
