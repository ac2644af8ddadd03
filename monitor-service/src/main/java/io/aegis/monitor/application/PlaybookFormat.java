package io.aegis.monitor.application;

import io.aegis.monitor.domain.Playbook;
import java.util.List;

/** How playbooks are written, and those that come with Aegis. */
public interface PlaybookFormat {
    Reading read(String text);

    List<Packaged> packaged();

    record Packaged(String file, String text) {}

    sealed interface Reading {
        record Sound(Playbook playbook) implements Reading {}

        /** @param faults at least one, by line */
        record Faulty(List<Fault> faults) implements Reading {
            public Faulty {
                faults = List.copyOf(faults);
            }
        }
    }

    /** @param line from 1 */
    record Fault(int line, String reason) {
        @Override
        public String toString() {
            return "line " + line + ": " + reason;
        }
    }
}
