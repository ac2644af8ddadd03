-- What customers are found, filtered and sorted by. Words and name_key are folded by the service, so that they do not
-- depend on the database's locale; known_at never goes back, so that "as known then" has one answer.
alter table customer
    add column email    text,
    add column plan     text,
    add column score    int         not null default 100,
    add column words    text        not null default '',
    add column name_key text        not null default '' collate "C",
    add column known_at timestamptz not null default '-infinity';
create index customer_words on customer using gin (array_to_tsvector(string_to_array(words, ' ')));
create index customer_name on customer (name_key, customer);
create index customer_score on customer (score, customer);
create index customer_health on customer (health, customer);

-- The health as it was known from a time on, for 400 days (aegis.state.keep-health) and what stood before them: its score
-- follows the traffic, so no fact tells of it.
create table health_known (
    customer text        not null,
    known_at timestamptz not null,
    health   jsonb       not null,
    primary key (customer, known_at)
);
create index health_known_age on health_known using brin (known_at);
