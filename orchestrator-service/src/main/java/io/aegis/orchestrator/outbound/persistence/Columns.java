package io.aegis.orchestrator.outbound.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/** Values of columns that are never empty. */
final class Columns {
    private Columns() {}

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }
}
