-- One row a run: a suspended run is this row, not a thread.
create table run (
    id         text primary key,
    customer   text        not null,
    turn       text        not null,
    finished   boolean     not null,
    document   text        not null, -- the ask and the journal, as JSON
    began_at   timestamptz not null,
    updated_at timestamptz not null
);
create index run_customer on run (customer, updated_at);
