-- Up to where each partition of a topic that is read in batches was stored: it moves in the transaction that stores a batch.
create table batch_place (
    stream      text   not null, -- the topic's name and Kafka's id of it
    partition   int    not null,
    next_offset bigint not null,
    primary key (stream, partition)
) with (fillfactor = 50);

-- Which events came in batches: hashes of source and id. One table is written, the other one remembers what was before.
create table batch_seen_0 (
    high bigint not null,
    low  bigint not null,
    primary key (high, low)
) with (autovacuum_vacuum_insert_scale_factor = 1);
create table batch_seen_1 (
    high bigint not null,
    low  bigint not null,
    primary key (high, low)
) with (autovacuum_vacuum_insert_scale_factor = 1);
create table batch_memory (
    current smallint    not null,
    since   timestamptz not null default now()
);
insert into batch_memory (current) values (0);
