-- The latest intervention in a conversation that the customer has not answered, and whether it was shown to the customer.
alter table conversation
    add column approach      text,
    add column approach_seen boolean not null default false;
