package io.aegis.e2e.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegis.local.Service;
import io.aegis.local.demo.FrontDoor.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads out of the services what a simulation left behind. */
final class Findings {
    private static final String OCCASIONS = """
            select playbook, count(*) filter (where outcome = 'raised'), count(*) filter (where outcome = 'held_out'),
                   count(*) filter (where outcome = 'suppressed'), count(*) filter (where outcome = 'passed'),
                   count(*) filter (where outcome in ('waiting', 'held')),
                   count(*) filter (where outcome = 'raised' and goal_at is not null),
                   count(*) filter (where outcome = 'held_out' and goal_at is not null)
            from occasion group by playbook order by playbook
            """;
    private static final String FACTS = """
            select 'facts', fact, count(*) from fact
            where fact not in ('introduced', 'health_changed', 'intervention_raised', 'subscription_created')
            group by 2 order by 2
            """;

    private final Standstill standstill;
    private final Session manager;
    private final String shelf;
    private final Assumptions assumptions;

    /**
     * @param manager who may read results
     * @param shelf the address of the playbooks
     */
    Findings(Standstill standstill, Session manager, String shelf, Assumptions assumptions) {
        this.standstill = standstill;
        this.manager = manager;
        this.shelf = shelf;
        this.assumptions = assumptions;
    }

    Report report(Report.Setting setting, Report.Run run, List<String> faultsOfThePlay) throws SQLException {
        Connection state = standstill.database(Service.STATE);
        Connection orchestrator = standstill.database(Service.ORCHESTRATOR);
        Connection approval = standstill.database(Service.APPROVAL);
        long turns = number(orchestrator, "select count(*) from turn");
        return new Report(
                setting,
                new Report.People(
                        number(state, "select count(*) from customer"),
                        number(
                                state,
                                "select count(*) from customer where tier in ('starter', 'pro', 'enterprise')"
                                        + " and health <> 'churned'"),
                        number(state, "select count(*) from customer where health = 'churned'"),
                        counts(state, "select 'all', health, count(*) from customer group by 2")
                                .getOrDefault("all", Map.of()),
                        turns),
                playbooks(),
                counts(approval, "select type, state, count(*) from approval group by 1, 2"),
                counts(state, FACTS).getOrDefault("facts", Map.of()),
                Report.Effort.of(
                        number(approval, "select count(*) from approval where decided_by = 'simulated-approver'"),
                        number(orchestrator, "select count(*) from conversation where handoff_since is not null"),
                        number(state, "select count(*) from fact where fact = 'ticket_opened'"),
                        turns,
                        setting.customers(),
                        assumptions),
                assumptions.lines(),
                run,
                faults(faultsOfThePlay));
    }

    private Map<String, Report.Playbook> playbooks() throws SQLException {
        Map<String, Report.Playbook> playbooks = new TreeMap<>();
        try (Statement statement = standstill.database(Service.MONITOR).createStatement();
                ResultSet rows = statement.executeQuery(OCCASIONS)) {
            while (rows.next()) {
                String id = rows.getString(1);
                JsonNode lift = manager.get(shelf + "/" + id + "/results").ok().get("lift");
                playbooks.put(
                        id,
                        new Report.Playbook(
                                rows.getLong(2),
                                rows.getLong(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(6),
                                rows.getLong(7),
                                rows.getLong(8),
                                lift));
            }
        }
        return playbooks;
    }

    private List<String> faults(List<String> faultsOfThePlay) throws SQLException {
        List<String> faults = new ArrayList<>(faultsOfThePlay);
        for (Service service : Service.values()) {
            long dead = number(standstill.database(service), "select count(*) from inbox where status = 2");
            if (dead > 0) {
                faults.add("%d messages of %s are dead".formatted(dead, service.id()));
            }
        }
        long working =
                number(standstill.database(Service.ORCHESTRATOR), "select count(*) from turn where status = 'working'");
        if (working > 0) {
            faults.add("%d turns have no end".formatted(working));
        }
        return faults;
    }

    private static Map<String, Map<String, Long>> counts(Connection database, String sql) throws SQLException {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.computeIfAbsent(rows.getString(1), first -> new TreeMap<>())
                        .put(rows.getString(2), rows.getLong(3));
            }
        }
        return counts;
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
