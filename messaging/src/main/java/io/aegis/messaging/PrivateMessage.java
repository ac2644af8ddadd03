package io.aegis.messaging;

import io.aegis.contracts.Message;

/** A message of a service to itself. One that comes over a topic is somebody else's doing, and dead. */
public interface PrivateMessage extends Message {}
