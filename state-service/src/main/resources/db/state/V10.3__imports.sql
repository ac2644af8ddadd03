-- Files of customers on their way in. The content leaves with the end of the import; what it said is in the facts.
create table customer_import (
    id          text primary key,
    caller      text        not null,
    key         text,
    hash        text,                          -- of the content, once it is all there
    format      text        not null,
    bytes       bigint      not null default 0,
    created_at  timestamptz not null,
    state       text        not null,          -- receiving, waiting, done, failed
    reason      text,
    ended_at    timestamptz,
    bytes_read  bigint      not null default 0,
    line        bigint      not null default 0, -- the last one read
    records     bigint      not null default 0,
    changed     bigint      not null default 0,
    refused     bigint      not null default 0,
    attempts    int         not null default 0, -- since the last progress
    owner       text,
    lease_until timestamptz
);
create unique index customer_import_key on customer_import (caller, key) where key is not null;
create index customer_import_open on customer_import (created_at) where state in ('receiving', 'waiting');

create table customer_import_part (
    import text  not null references customer_import (id) on delete cascade,
    part   int   not null,
    data   bytea not null,
    primary key (import, part)
);

-- Why records were refused: place and reason, nothing of what was there.
create table customer_import_fault (
    import text   not null references customer_import (id) on delete cascade,
    line   bigint not null,
    field  text   not null,
    reason text   not null,
    primary key (import, line, field)
);
