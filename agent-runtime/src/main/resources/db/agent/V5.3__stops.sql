-- What the gate has stopped, as it was told last.
create table stopped (
    id       int primary key check (id = 1),
    version  bigint not null,
    document text   not null
);

-- Releases that were given back unexecuted: up to this number they are void.
create table returned_release (
    action text primary key,
    number int not null
);
