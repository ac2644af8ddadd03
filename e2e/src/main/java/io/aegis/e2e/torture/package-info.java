/**
 * A small service on Aegis' messaging, made to be killed: it appends each number it is given to a table and passes it on.
 * Beside the sound way it knows four broken ones, each a well-known mistake; the harness proves by them that it would
 * notice.
 */
package io.aegis.e2e.torture;
