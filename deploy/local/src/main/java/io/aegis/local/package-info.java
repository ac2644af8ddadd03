/**
 * The whole of Aegis on one machine: a real Kafka broker and a real PostgreSQL, each its own process on the loopback
 * interface, and the seven services. {@link io.aegis.local.LocalSystem} is the API, {@link io.aegis.local.Aegis} the
 * command line over it, {@link io.aegis.local.testing.LocalPlatform} the part of it that tests of a single service use.
 */
package io.aegis.local;
