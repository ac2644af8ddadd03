-- Whose a billing system's customers and payments are. Events about an invoice or a dispute name nobody else.
create table billing_account (
    system    text not null,
    reference text not null, -- its hash
    customer  text not null,
    primary key (system, reference)
);
create index billing_account_customer on billing_account (customer);
