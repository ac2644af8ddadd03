-- Questions that the documentation did not answer, one row for all that ask alike.
create table documentation_gap (
    id          bigint generated always as identity primary key,
    question    text        not null, -- in the words of who asked first
    customer    text        not null,
    vector      real[]      not null,
    times       bigint      not null,
    first_asked timestamptz not null,
    last_asked  timestamptz not null
);
create index documentation_gap_last_asked on documentation_gap (last_asked);

-- The turns that were counted, for as long as one can be worked again.
create table documentation_gap_turn (
    turn     text primary key,
    asked_at timestamptz not null
);
create index documentation_gap_turn_asked_at on documentation_gap_turn (asked_at);
