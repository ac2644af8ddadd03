-- Every action that was ever proposed, and where it stands.
create table approval (
    action          text primary key,
    customer        text        not null,
    type            text        not null,
    agent           text        not null, -- that proposed it
    proposed        text        not null, -- the proposed action as JSON
    correlation     text        not null,
    proposed_at     timestamptz not null,
    basis           text        not null, -- what was known of the customer, as JSON
    state           text        not null,
    rule            text        not null,
    policy_version  text        not null,
    reason          text        not null,
    deadline        timestamptz,          -- of what is or was held, like the next two
    approvers       text,                 -- who decides, as JSON
    human           text,                 -- what people have done with it so far, as JSON
    runs            text        not null, -- the arguments that are or would be released, as JSON
    releases        int         not null, -- how often it was released and given back
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    outcome         text,                 -- how it ended, as JSON; absent until the agent has told
    check (state in ('held', 'released', 'denied', 'rejected', 'expired')),
    check ((state = 'held') = (decided_at is null)),
    check (state not in ('held', 'rejected', 'expired') or deadline is not null)
) with (fillfactor = 50); -- each row is changed once, when it ended: on its own page that leaves the indexes alone
create index approval_newest on approval (proposed_at desc, action);
create index approval_by_state on approval (state, proposed_at desc, action);
-- What adds up to a sum that a policy names.
create index approval_released on approval (type, customer, decided_at) where state = 'released';
create index approval_released_by on approval (type, agent, decided_at) where state = 'released';
create index approval_by_customer on approval (customer, proposed_at desc, action);

-- Every version of the policy that was ever stored; none is changed.
create table policy_version (
    version   text primary key,
    name      text        not null,
    text      text        not null,
    stored_by text        not null,
    at        timestamptz not null
);

-- What decides now, what is only compared, and what is stopped.
create table in_force (
    id      int primary key check (id = 1),
    active  text references policy_version (version),
    shadow  text references policy_version (version),
    stopped text not null
);
insert into in_force values (1, null, null, '{"version":0,"everything":false,"agents":[],"types":[]}');

-- Where the version that is only compared would have decided otherwise.
create table shadow_difference (
    action      text        not null references approval (action),
    version     text        not null references policy_version (version),
    customer    text        not null,
    type        text        not null,
    live        text        not null,
    live_rule   text        not null,
    shadow      text        not null,
    shadow_rule text        not null,
    at          timestamptz not null,
    primary key (action, version)
);
create index shadow_difference_newest on shadow_difference (version, at desc, action);

-- What state told of each customer last, as far as a decision can rest on it. No names, no addresses.
create table customer_known (
    customer text primary key,
    version  bigint not null,
    known    text   not null
) with (fillfactor = 50);

-- One chain a customer. Records are text: the hash is over their bytes.
create table audit_record (
    customer text   not null,
    position bigint not null,
    action   text   not null, -- to search by, like the next two; the record names them too
    verdict  text   not null,
    at       timestamptz not null,
    previous text   not null,
    record   text   not null,
    hash     text   not null,
    primary key (customer, position)
);
create index audit_record_by_action on audit_record (action, customer, position);
create index audit_record_forged on audit_record (at desc) where verdict = 'forged_release_refused';

-- What people wrote of an action. The record has the hash of salt and words: they can be forgotten, and it stays as it is.
create table audit_words (
    customer text   not null,
    position bigint not null,
    salt     text   not null,
    words    text   not null,
    primary key (customer, position)
);

-- Where each chain ends, so that a cut-off end is seen.
create table audit_head (
    customer text primary key,
    position bigint not null,
    hash     text   not null,
    sealed   boolean not null default false -- whether a seal covers this end
) with (fillfactor = 50);
create index audit_head_unsealed on audit_head (customer) where not sealed;

-- The signed ends of chains, each with the hash of the one before. Published too.
create table audit_seal (
    number    bigint primary key,
    at        timestamptz not null, -- to search by; the content names it too
    content   text not null, -- as it was signed
    ends      text not null, -- what the hashes in it are of, as JSON
    signature text not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit records are only ever added';
end
$$;
create trigger audit_record_append_only before update or delete or truncate on audit_record
    for each statement execute function audit_is_append_only();
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
    for each statement execute function audit_is_append_only();
