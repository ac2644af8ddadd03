-- The key that a customer's personal data in facts is sealed with, itself sealed by the service's. Erasing destroys it. Who is
-- readmitted gets the next generation.
create table customer_key (
    customer   text primary key,
    generation int   not null,
    wrapped    bytea -- absent once it is destroyed
);

-- data holds nothing personal where there is a sealed whole beside it.
alter table fact
    add column sealed    bytea,
    add column sealed_by int;
