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
-- For replays of a period. One that costs a turn next to nothing, since it is about whole pages.
create index run_updated on run using brin (updated_at) with (autosummarize = on);
