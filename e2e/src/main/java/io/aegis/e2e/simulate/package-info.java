/**
 * A population that lives in simulated time with an Aegis of its own, so that playbooks can be tried before a customer is
 * touched. What the customers are like is assumed; what Aegis does about it is real.
 */
package io.aegis.e2e.simulate;
