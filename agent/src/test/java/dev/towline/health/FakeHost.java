package dev.towline.health;

import dev.towline.host.Accounts;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.Commands;
import dev.towline.host.Databases;
import dev.towline.host.Digest;
import dev.towline.host.Facts;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.HostLocks;
import dev.towline.host.Jobs;
import dev.towline.host.Ownership;
import dev.towline.host.Packages;
import dev.towline.host.Pause;
import dev.towline.host.Services;
import dev.towline.host.Sockets;
import dev.towline.host.UnitState;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts of a host that health may touch; anything else fails the test. */
final class FakeHost implements Host {
    final Map<String, UnitState> units = new HashMap<>();
    final Map<String, String> contents = new HashMap<>();
    final List<Command> commands = new ArrayList<>();
    CommandResult result = new CommandResult(0, "", "");

    private static AssertionError untouched() {
        return new AssertionError("health does not do this");
    }

    @Override
    public HostFiles files() {
        return new ReadOnlyFiles();
    }

    @Override
    public Commands commands() {
        return command -> {
            commands.add(command);
            return result;
        };
    }

    @Override
    public Services services() {
        return new WatchedServices();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Jobs jobs() {
        throw untouched();
    }

    @Override
    public Accounts accounts() {
        throw untouched();
    }

    @Override
    public Packages packages() {
        throw untouched();
    }

    @Override
    public Databases databases() {
        throw untouched();
    }

    @Override
    public HostLocks locks() {
        throw untouched();
    }

    @Override
    public Sockets sockets() {
        throw untouched();
    }

    @Override
    public Facts facts() {
        throw untouched();
    }

    @Override
    public Pause pause() {
        throw untouched();
    }

    private final class WatchedServices implements Services {
        @Override
        public Map<String, UnitState> states(Collection<String> names) {
            return names.stream().collect(
                    Collectors.toMap(name -> name, name -> units.getOrDefault(name, UnitState.ABSENT)));
        }

        @Override
        public void reloadDefinitions() {
            throw untouched();
        }

        @Override
        public void start(String unit) {
            throw untouched();
        }

        @Override
        public void stop(String unit) {
            throw untouched();
        }

        @Override
        public void restart(String unit) {
            throw untouched();
        }

        @Override
        public void reload(String unit) {
            throw untouched();
        }

        @Override
        public void enable(String unit) {
            throw untouched();
        }

        @Override
        public void disable(String unit) {
            throw untouched();
        }

        @Override
        public String log(String unit, int lines) {
            throw untouched();
        }
    }

    private final class ReadOnlyFiles implements HostFiles {
        @Override
        public byte[] read(String path) {
            String content = contents.get(path);
            if (content == null) {
                throw new HostException(HostException.Kind.CONFLICT, path + " is not there");
            }
            return content.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Usage usage(String path) {
            throw untouched();
        }

        @Override
        public InputStream open(String path) {
            throw untouched();
        }

        @Override
        public void write(String path, InputStream content, Ownership ownership) {
            throw untouched();
        }

        @Override
        public Optional<FileStat> stat(String path) {
            throw untouched();
        }

        @Override
        public Digest digest(String path) {
            throw untouched();
        }

        @Override
        public void write(String path, byte[] content, Ownership ownership) {
            throw untouched();
        }

        @Override
        public void place(String path, InputStream content, Ownership ownership) {
            throw untouched();
        }

        @Override
        public void sync(String folder) {
            throw untouched();
        }

        @Override
        public void makeDirectory(String path, Ownership ownership) {
            throw untouched();
        }

        @Override
        public void link(String path, String target) {
            throw untouched();
        }

        @Override
        public void setOwnership(String path, Ownership ownership) {
            throw untouched();
        }

        @Override
        public void rename(String from, String to) {
            throw untouched();
        }

        @Override
        public void delete(String path) {
            throw untouched();
        }

        @Override
        public void deleteTree(String path) {
            throw untouched();
        }

        @Override
        public List<String> list(String path) {
            throw untouched();
        }

        @Override
        public Optional<String> resolve(String path) {
            throw untouched();
        }

        @Override
        public Space space(String path) {
            throw untouched();
        }
    }
}
