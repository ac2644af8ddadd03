/**
 * What the durable turn costs, beside its floor: the same number of Kafka hops and commits with nothing else around them,
 * on the same broker and database in the same minutes.
 */
package io.aegis.e2e.bench;
