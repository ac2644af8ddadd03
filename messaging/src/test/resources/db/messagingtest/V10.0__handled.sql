create table handled (
    position bigint generated always as identity primary key,
    customer text not null,
    number   int  not null
);
create table ticked (
    customer text primary key,
    total    bigint not null
);
