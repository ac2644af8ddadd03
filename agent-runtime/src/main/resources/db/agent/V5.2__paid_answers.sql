-- A run with answers that were paid for, until what follows from them is saved with the run.
create table run_draft (
    id       text primary key,
    document text not null
);

-- Each whole prompt once; journals name it by its hash.
create table prompt (
    hash    text primary key,
    version text        not null, -- the prompt's own, for people
    text    text        not null,
    at      timestamptz not null
);
