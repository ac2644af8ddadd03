-- One row in a database that lives by simulated time, from its first start on; none in any other.
create table simulation (
    only_one boolean     primary key default true check (only_one),
    since    timestamptz not null -- by the database's clock
);
