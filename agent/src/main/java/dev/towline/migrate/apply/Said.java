package dev.towline.migrate.apply;

import java.sql.SQLException;

/** What a server says, in one line; what follows the first may quote rows. */
final class Said {
    private Said() {}

    static String of(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given").replaceFirst("^ERROR: ",
                "");
    }
}
