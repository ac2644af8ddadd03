-- One row for each reply that was judged.
create table feedback (
    about        text primary key, -- the turn whose reply it was
    conversation text        not null,
    customer     text        not null,
    thumbs       text        not null,
    comment      text,
    given_at     timestamptz not null
);
create index feedback_latest on feedback (given_at) where comment is not null;
