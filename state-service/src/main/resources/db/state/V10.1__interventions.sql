-- Interventions are remembered, so that the same one is not told twice.
update customer set state = jsonb_set(state, '{correspondence,interventions}', '[]');
