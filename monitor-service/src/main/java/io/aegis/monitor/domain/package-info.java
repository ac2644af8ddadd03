/** When to step in, and when not to. Pure: time and snapshots come in, timers and verdicts come out. */
package io.aegis.monitor.domain;
