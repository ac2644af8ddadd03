/** The HTTP side that every service shares: whose tokens count, and how often somebody may ask. */
package io.aegis.messaging.edge;
