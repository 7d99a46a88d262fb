package dev.towline.apply;

import dev.towline.budget.Budget;
import dev.towline.history.Journal;
import dev.towline.history.Undo;
import dev.towline.host.FileStat;
import dev.towline.host.HostException;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.plan.Action;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Files, links and folders: each put in one rename, each with what stood there before kept. */
final class FileEffects {
    private final HostFiles files;
    private final Journal journal;

    FileEffects(HostFiles files, Journal journal) {
        this.files = files;
        this.journal = journal;
    }

    /** What brings the path back to how it is now. */
    Undo inverse(String path) {
        Optional<FileStat> there = files.stat(path);
        if (there.isEmpty()) {
            return new Undo.Remove(path);
        }
        FileStat stat = there.get();
        return switch (stat.kind()) {
            case FILE -> new Undo.PutFile(path, keep(path, stat), stat.ownership());
            case LINK -> new Undo.PutLink(path, java.util.Objects.requireNonNull(stat.target()));
            case DIRECTORY -> new Undo.PutOwnership(path, stat.ownership());
            case OTHER -> throw new HostException(HostException.Kind.CONFLICT,
                    path + " is neither file, link nor folder; move it away");
        };
    }

    /** A drift may have any length: it is corrected and can be put back, as long as there is room to keep it. */
    private String keep(String path, FileStat stat) {
        if (stat.size() > Budget.UNDO_FILE.amount()) {
            throw new HostException(HostException.Kind.DISK, path + " has " + stat.size() + " bytes, more than the "
                    + Budget.UNDO_FILE.text() + " that are kept for an undo; move it away");
        }
        try (InputStream content = files.open(path)) {
            return journal.keep(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Undo ownershipInverse(String path) {
        return files.stat(path).<Undo>map(stat -> new Undo.PutOwnership(path, stat.ownership()))
                .orElseGet(Undo.Nothing::new);
    }

    void put(Action.PutFile action) {
        RenderedFile file = action.file();
        files.write(file.path(), file.content().bytes(), file.ownership());
    }

    void put(Action.PutDirectory action) {
        files.makeDirectory(action.path(), action.ownership());
    }

    void put(Action.PutLink action) {
        files.link(action.path(), action.target());
    }

    void put(Action.PutOwnership action) {
        files.setOwnership(action.path(), action.ownership());
    }

    /** A folder with something in it stays: what is in it is not ours. */
    void remove(Action.Remove action) {
        String original = action.original();
        Ownership ownership = action.originalOwnership();
        if (original != null && ownership != null) {
            try (InputStream kept = journal.kept(original)) {
                files.write(action.path(), kept, ownership);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return;
        }
        boolean folder = files.stat(action.path()).filter(FileStat::isDirectory).isPresent();
        if (!folder || files.list(action.path()).isEmpty()) {
            files.delete(action.path());
        }
    }

    void remove(Action.RemoveTree action) {
        // A kill in the middle must not leave a half that calls itself complete.
        files.delete(action.path() + "/" + RenderedRelease.COMPLETE);
        files.deleteTree(action.path());
    }
}
