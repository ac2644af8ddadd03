create table handled (
    position bigint generated always as identity primary key,
    customer text not null,
    number   int  not null
);
