-- Calls by the hour, for 62 days. An empty key hint stands for a key that the product does not know.
create table usage_bucket (
    customer    text        not null,
    hour        timestamptz not null,
    environment text        not null,
    endpoint    text        not null,
    status      smallint    not null,
    key_hint    text        not null,
    calls       bigint      not null,
    primary key (customer, hour, environment, endpoint, status, key_hint)
) with (fillfactor = 70);
create index usage_bucket_age on usage_bucket using brin (hour);

-- Use by the day (UTC), for 400 days; buckets counts the rows of the day above, which have a bound.
create table usage_day (
    customer text   not null,
    day      date   not null,
    calls    bigint not null,
    errors   bigint not null,
    logins   bigint not null,
    buckets  int    not null,
    primary key (customer, day)
) with (fillfactor = 70);
create index usage_day_age on usage_day using brin (day);

-- Customers with usage from which nothing was concluded yet. The stamp tells what was counted later from what was looked at.
create sequence usage_news_stamp cache 1000;
create table usage_news (
    customer               text primary key,
    stamp                  bigint      not null default nextval('usage_news_stamp'),
    since                  timestamptz not null default now(),
    taken_until            timestamptz,
    first_call_at          timestamptz,
    first_call_environment text
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index usage_news_since on usage_news (since);

-- Requests that reported usage under an idempotency key, for 7 days, so that a repeated one counts nothing twice.
create table usage_request (
    caller      text        not null,
    key         text        not null,
    hash        text        not null,
    received_at timestamptz not null,
    primary key (caller, key)
);
