package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.Message;
import io.aegis.contracts.RunId;
import io.aegis.contracts.WireType;

/** To oneself: nothing is outstanding any more, the model speaks next. */
@WireType("aegis.run.continues.v1")
public record RunContinues(RunId run, CustomerId customer) implements Message {}
