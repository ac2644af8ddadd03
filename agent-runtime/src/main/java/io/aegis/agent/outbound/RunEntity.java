package io.aegis.agent.outbound;

import io.aegis.agent.domain.Run;
import io.aegis.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run as a row. */
@Entity
@Table(name = "run")
public class RunEntity extends PanacheEntityBase {
    @Id
    public String id;

    public String customer;
    public String turn;
    public boolean finished;
    public String document;

    @Column(name = "began_at")
    public Instant beganAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    /** What the document says, so that a transaction in which several actions of a run end reads it once. */
    @Transient
    private @Nullable Run run;

    Run run() {
        if (run == null) {
            run = Json.read(document, Run.class);
        }
        return run;
    }

    void write(Run changed) {
        run = changed;
        document = Json.text(changed);
    }
}
