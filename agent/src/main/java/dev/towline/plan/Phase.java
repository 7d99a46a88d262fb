package dev.towline.plan;

/**
 * The phases of a deployment, in order. Until SWITCH nothing that serves has changed; after VERIFY the deployment is committed,
 * and what follows only tidies up.
 */
public enum Phase {
    PREPARE, CHECK, BUILD, SAVE, MIGRATE, BOOT, CONFIGURE, SWITCH, VERIFY, RETIRE, PRUNE;

    public boolean beforeCommit() {
        return compareTo(VERIFY) <= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
