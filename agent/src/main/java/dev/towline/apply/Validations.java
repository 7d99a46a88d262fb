package dev.towline.apply;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.host.FileStat;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.plan.Action;
import dev.towline.render.RenderedFile;
import dev.towline.render.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has files judged by their own program, in a staged copy of the whole tree, before any of them is put in place. */
final class Validations {
    private static final Logger LOG = LoggerFactory.getLogger(Validations.class);

    private final Host host;
    private final String staging;

    /** @param staging folder of the agent's own in which trees are staged */
    Validations(Host host, String staging) {
        this.host = host;
        this.staging = staging;
    }

    void check(Action.Validate action) {
        String folder = staging + "/" + action.validator().name();
        HostFiles files = host.files();
        files.deleteTree(folder);
        makeParents(folder);
        try {
            if (action.validator().tree() == null) {
                action.files().forEach(file -> one(action.validator(), file, folder));
            } else {
                whole(action, action.validator().tree(), folder);
            }
        } finally {
            sweep(folder);
        }
    }

    /** That it stays is no verdict on the files; the next check takes it away. */
    private void sweep(String folder) {
        try {
            host.files().deleteTree(folder);
        } catch (HostException e) {
            LOG.warn("{} could not be removed: {}", folder, e.getMessage());
        }
    }

    private void makeParents(String folder) {
        for (String part : List.of(staging, folder)) {
            if (host.files().stat(part).isEmpty()) {
                host.files().makeDirectory(part, Ownership.root(0700));
            }
        }
    }

    private void one(Validator validator, RenderedFile file, String folder) {
        String staged = folder + "/" + file.path().substring(file.path().lastIndexOf('/') + 1);
        host.files().write(staged, file.content().bytes(), Ownership.root(0600));
        judge(validator, Command.of(validator.argv().stream().map(word -> word.replace("{file}", staged)).toList()),
                file.origin());
    }

    private void whole(Action.Validate action, String tree, String folder) {
        Set<String> replaced = new HashSet<>(action.removed());
        action.files().forEach(file -> replaced.add(file.path()));
        copy(tree, folder, replaced);
        action.removed().stream().filter(path -> path.startsWith(tree + "/"))
                .forEach(path -> host.files().delete(folder + path.substring(tree.length())));
        for (RenderedFile file : action.files()) {
            if (file.path().startsWith(tree + "/")) {
                String staged = folder + file.path().substring(tree.length());
                parents(folder, staged);
                host.files().write(staged, file.content().bytes(), file.ownership());
            }
        }
        judge(action.validator(), Command.of(action.validator().argv()).over(new Command.Overlay(folder, tree)),
                String.join(", ", action.files().stream().map(RenderedFile::origin).distinct().toList()));
    }

    private void parents(String folder, String staged) {
        int slash = staged.indexOf('/', folder.length() + 1);
        while (slash > 0) {
            String part = staged.substring(0, slash);
            if (host.files().stat(part).isEmpty()) {
                host.files().makeDirectory(part, Ownership.root(0755));
            }
            slash = staged.indexOf('/', slash + 1);
        }
    }

    private void copy(String from, String to, Set<String> replaced) {
        HostFiles files = host.files();
        for (String name : files.list(from)) {
            String source = from + "/" + name;
            String copy = to + "/" + name;
            Optional<FileStat> there = files.stat(source);
            if (there.isEmpty() || (replaced.contains(source) && !there.get().isDirectory())) {
                continue;
            }
            FileStat stat = there.get();
            switch (stat.kind()) {
                case FILE -> copyFile(source, copy, stat.ownership());
                case LINK -> files.link(copy, java.util.Objects.requireNonNull(stat.target()));
                case DIRECTORY -> {
                    files.makeDirectory(copy, stat.ownership());
                    copy(source, copy, replaced);
                }
                case OTHER -> {
                }
            }
        }
    }

    /** The copy is read by the validator and then thrown away, so it need not be durable. */
    private void copyFile(String source, String copy, Ownership ownership) {
        try (InputStream content = host.files().open(source)) {
            host.files().place(copy, content, ownership);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void judge(Validator validator, Command command, String origin) {
        CommandResult result = host.commands().run(command);
        boolean spoke = validator.silent() && !result.output().isBlank();
        if (!result.ok() || spoke) {
            throw new HostException(HostException.Kind.REJECTED,
                    validator.name() + " refuses " + origin + ": " + result.output());
        }
    }
}
