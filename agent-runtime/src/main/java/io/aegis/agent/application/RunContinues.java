package io.aegis.agent.application;

import io.aegis.contracts.CustomerId;
import io.aegis.contracts.RunId;
import io.aegis.contracts.WireType;
import io.aegis.messaging.PrivateMessage;

/** To oneself: nothing is outstanding any more, the model speaks next. */
@WireType("aegis.run.continues.v1")
public record RunContinues(RunId run, CustomerId customer) implements PrivateMessage {}
