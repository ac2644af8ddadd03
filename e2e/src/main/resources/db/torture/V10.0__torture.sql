-- What the handler was given, as it was given: no constraint hides a doubled or misplaced number.
create table appended (
    position bigint generated always as identity primary key,
    customer text not null,
    number   int  not null
);

-- Of the broken variant whose relay remembers the last id.
create table cursor_outbox (
    id       bigint generated always as identity primary key,
    customer text not null,
    number   int  not null
);
create table cursor_position (id bigint not null);
insert into cursor_position values (0);
