package dev.towline.migrate.apply;

import java.sql.SQLException;

/** Who has the last word before a file's transaction commits. */
interface Guard {
    /** Nobody. */
    Guard NONE = new Guard() {
        @Override
        public void before() {}

        @Override
        public void after() {}

        @Override
        public int statements() {
            return 0;
        }
    };

    /** The file is about to begin, outside of any transaction. */
    void before() throws SQLException;

    /** @throws StillSent where what was done is to be undone */
    void after() throws SQLException;

    /** How many statements were tried. */
    int statements();
}
