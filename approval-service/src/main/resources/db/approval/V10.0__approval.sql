-- Every action that was ever proposed, and where it stands.
create table approval (
    action          text primary key,
    customer        text        not null,
    proposed        text        not null, -- the proposed action as JSON; what is released is exactly this
    correlation     text        not null,
    proposed_at     timestamptz not null,
    state           text        not null,
    rule            text        not null,
    policy_version  text        not null,
    reason          text        not null,
    deadline        timestamptz,          -- of what is or was held
    decided_by      text,
    decided_at      timestamptz,
    decision_reason text,
    check (state in ('held', 'released', 'denied', 'rejected', 'expired')),
    check ((state = 'held') = (decided_at is null)),
    check (state not in ('held', 'rejected', 'expired') or deadline is not null)
);
create index approval_newest on approval (proposed_at desc, action);
create index approval_by_state on approval (state, proposed_at desc, action);
create index approval_by_customer on approval (customer, proposed_at desc, action);

-- One chain a customer. Records are text: the hash is over their bytes.
create table audit_record (
    customer text   not null,
    position bigint not null,
    action   text   not null, -- to search by, like the next two; the record names it too
    verdict  text   not null,
    added    bigint generated always as identity,
    previous text   not null,
    record   text   not null,
    hash     text   not null,
    primary key (customer, position)
);
create index audit_record_by_action on audit_record (action, customer, position);
create index audit_record_forged on audit_record (added desc) where verdict = 'forged_release_refused';

-- Where each chain ends, so that a cut-off end is seen.
create table audit_head (
    customer text primary key,
    position bigint not null,
    hash     text   not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit records are only ever added';
end
$$;
create trigger audit_record_append_only before update or delete or truncate on audit_record
    for each statement execute function audit_is_append_only();
