-- Logins that ended before their tokens ran out, for as long as there may be such tokens.
create table ended_login (
    login    text primary key,
    ended_at timestamptz not null default now()
);
