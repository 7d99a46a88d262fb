package dev.towline.host.sim;

import dev.towline.host.Databases;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Roles and databases in maps. */
public final class SimDatabases implements Databases {
    private final Stage stage;
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Set<String>> extensions = new HashMap<>();

    SimDatabases(Stage stage) {
        this.stage = stage;
    }

    @Override
    public boolean roleExists(String role) {
        stage.look("databases", "roleExists", role);
        return roles.containsKey(role);
    }

    @Override
    public void putRole(String role, String password) {
        stage.effect("databases", "putRole", role, () -> {
            roles.put(role, password);
        });
    }

    @Override
    public Optional<String> owner(String database) {
        stage.look("databases", "owner", database);
        return Optional.ofNullable(owners.get(database));
    }

    @Override
    public void create(String database, String owner) {
        stage.effect("databases", "create", database, () -> {
            if (!roles.containsKey(owner)) {
                throw new HostException(Kind.REJECTED, "there is no role " + owner);
            }
            owners.putIfAbsent(database, owner);
        });
    }

    @Override
    public void extension(String database, String name) {
        stage.effect("databases", "extension", database + " " + name, () -> {
            if (!owners.containsKey(database)) {
                throw new HostException(Kind.REJECTED, "there is no database " + database);
            }
            extensions.computeIfAbsent(database, d -> new TreeSet<>()).add(name);
        });
    }

    @Override
    public void createLike(String database, String model) {
        stage.effect("databases", "createLike", database, () -> {
            owners.put(database, existing(model));
            extensions.remove(database);
        });
    }

    @Override
    public void exchange(String live, String fresh, String aside) {
        stage.effect("databases", "exchange", live, () -> {
            if (owners.containsKey(aside)) {
                throw new HostException(Kind.REJECTED, "there is a database " + aside);
            }
            String newOwner = existing(fresh);
            owners.put(aside, existing(live));
            owners.put(live, newOwner);
            owners.remove(fresh);
        });
    }

    private String existing(String database) {
        String owner = owners.get(database);
        if (owner == null) {
            throw new HostException(Kind.REJECTED, "there is no database " + database);
        }
        return owner;
    }

    @Override
    public void drop(String database) {
        stage.effect("databases", "drop", database, () -> {
            owners.remove(database);
            extensions.remove(database);
        });
    }

    @Override
    public List<String> named(String prefix) {
        stage.look("databases", "named", prefix);
        return owners.keySet().stream().filter(name -> name.startsWith(prefix)).sorted().toList();
    }

    @Override
    public Optional<Footprint> footprint(String database) {
        stage.look("databases", "footprint", database);
        return Optional.ofNullable(owners.get(database)).map(owner -> new Footprint(1_000_000, "/"));
    }

    public Set<String> extensions(String database) {
        return extensions.getOrDefault(database, Set.of());
    }

    public Optional<String> password(String role) {
        return Optional.ofNullable(roles.get(role));
    }
}
