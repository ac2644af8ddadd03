-- Models of churn, each with what it was worth among customers that it had not seen. None is changed.
create table churn_model (
    version    int generated always as identity primary key,
    trained_at timestamptz not null,
    trained_by text        not null,
    validation jsonb       not null,
    model      jsonb       not null
);

-- The probability that others were told last.
alter table customer add column churn_told double precision;
