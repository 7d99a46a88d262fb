package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.linux.DiskErrors;
import dev.towline.host.linux.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The folder of unit files, with drop-ins, templates and the {@code *.wants} links that say what is enabled. */
final class UnitFolder {
    private final Path folder;

    UnitFolder(Path folder) {
        this.folder = folder;
    }

    Optional<UnitFile> find(String unit) {
        return file(unit).map(file -> {
            List<String> texts = new ArrayList<>(List.of(read(file)));
            dropIns(unit).forEach(path -> texts.add(read(path)));
            return UnitFile.parse(unit, texts);
        });
    }

    boolean exists(String unit) {
        return file(unit).isPresent();
    }

    private Optional<Path> file(String unit) {
        int at = unit.indexOf('@');
        int dot = unit.lastIndexOf('.');
        return Stream.of(unit, at < 0 ? unit : unit.substring(0, at + 1) + unit.substring(dot)).map(folder::resolve)
                .filter(Files::isRegularFile).findFirst();
    }

    private List<Path> dropIns(String unit) {
        return entries(folder.resolve(unit + ".d")).stream().filter(p -> p.toString().endsWith(".conf")).toList();
    }

    /** Units that start with the host. */
    Set<String> enabled() {
        Set<String> enabled = new TreeSet<>();
        wants().forEach(wants -> entries(wants).forEach(link -> enabled.add(link.getFileName().toString())));
        enabled.removeIf(unit -> !exists(unit));
        return enabled;
    }

    void enable(String unit) {
        UnitFile file = find(unit).orElseThrow(() -> missing(unit));
        List<String> targets = file.all("Install", "WantedBy").stream().flatMap(s -> Words.texts(s.value()).stream())
                .toList();
        if (targets.isEmpty()) {
            throw new HostException(Kind.REJECTED, unit + " cannot be enabled: its file has no [Install] section; add"
                    + " '[Install]' with 'WantedBy=multi-user.target' (timers.target for a timer)");
        }
        try {
            for (String target : targets) {
                Path wants = Files.createDirectories(folder.resolve(target + ".wants"));
                Path link = wants.resolve(unit);
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, Path.of("..").resolve(folder.relativize(file(unit).orElseThrow())));
                }
            }
        } catch (IOException e) {
            throw DiskErrors.of("enable", unit, e);
        }
    }

    void disable(String unit) {
        for (Path wants : wants()) {
            try {
                Files.deleteIfExists(wants.resolve(unit));
            } catch (IOException e) {
                throw DiskErrors.of("disable", unit, e);
            }
        }
    }

    static HostException missing(String unit) {
        return new HostException(Kind.CONFLICT, "Unit " + unit + " not found.");
    }

    private List<Path> wants() {
        return entries(folder).stream().filter(p -> p.toString().endsWith(".wants")).toList();
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw DiskErrors.of("list", folder, e);
        }
    }

    private static String read(Path file) {
        try {
            return WholeFile.text(file);
        } catch (IOException e) {
            throw DiskErrors.of("read", file, e);
        }
    }
}
