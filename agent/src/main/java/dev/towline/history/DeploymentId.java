package dev.towline.history;

/** Sortable by time and unique on the host: {@code 20261121-010203-ab12}; letters, digits and dashes only. */
public record DeploymentId(String value) implements Comparable<DeploymentId> {
    public DeploymentId {
        if (!value.matches("[0-9]{8}-[0-9]{6}-[a-z0-9]{4,8}")) {
            throw new IllegalArgumentException("'" + value + "' is no deployment id such as 20261121-010203-ab12");
        }
    }

    @Override
    public int compareTo(DeploymentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
