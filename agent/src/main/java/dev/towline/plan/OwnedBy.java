package dev.towline.plan;

import dev.towline.desired.TargetName;
import dev.towline.history.After;
import dev.towline.history.Owned;
import dev.towline.history.Owned.Kind;
import dev.towline.host.Digest;
import dev.towline.render.OnChange;
import dev.towline.render.RenderedDatabase;
import dev.towline.render.RenderedFile;
import dev.towline.render.RenderedRelease;
import dev.towline.render.RenderedTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that is a target's own once its plan is done; what the store remembers, less what only the host can tell. */
public final class OwnedBy {
    private OwnedBy() {}

    public static List<Owned> of(RenderedTarget target) {
        TargetName name = target.name();
        List<Owned> owned = new ArrayList<>();
        target.directories().forEach(d -> owned.add(Owned.of(name, Kind.DIRECTORY, d.path())));
        target.files().forEach(f -> owned.add(file(name, f)));
        target.links()
                .forEach(l -> owned.add(new Owned(name, Kind.LINK, l.path(), null, null, null, after(l.onChange()))));
        target.units().forEach(u -> owned.add(Owned.of(name, Kind.UNIT, u.name())));
        target.users().forEach(u -> owned.add(Owned.of(name, Kind.USER, u.name())));
        target.databases()
                .forEach(d -> owned.add(new Owned(name, Kind.DATABASE, d.name(), made(d), null, null, null)));
        target.databases().stream().map(RenderedDatabase::role).distinct()
                .forEach(role -> owned.add(Owned.of(name, Kind.ROLE, role)));
        target.release().ifPresent(release -> ofRelease(name, release, owned));
        return owned;
    }

    /** Tells a database that was made whole, with these extensions, from one that was only claimed. */
    static String made(RenderedDatabase database) {
        return Digest.of(String.join("\n", database.extensions())).hex();
    }

    private static void ofRelease(TargetName name, RenderedRelease release, List<Owned> owned) {
        owned.add(Owned.of(name, Kind.TREE, release.home() + "/releases"));
        owned.add(Owned.of(name, Kind.TREE, release.home() + "/venvs"));
        owned.add(Owned.of(name, Kind.LINK, release.current()));
        owned.add(Owned.of(name, Kind.LINK, release.previous()));
        release.web().ifPresent(web -> {
            owned.add(file(name, web.blue().file()));
            owned.add(file(name, web.green().file()));
            owned.add(Owned.of(name, Kind.LINK, web.currentSocket()));
        });
        release.background().forEach(process -> process.files().forEach(f -> owned.add(file(name, f))));
        Background.names(release).forEach(unit -> owned.add(Owned.of(name, Kind.UNIT, unit)));
    }

    private static Owned file(TargetName target, RenderedFile file) {
        return new Owned(target, Kind.FILE, file.path(), file.content().digest().hex(), null, null,
                after(file.onChange()));
    }

    private static @Nullable After after(OnChange onChange) {
        return switch (onChange) {
            case OnChange.Reload r -> new After.Reload(r.unit());
            case OnChange.Restart r -> new After.Restart(r.unit());
            case OnChange.Nothing n -> null;
            case OnChange.Run r -> null;
        };
    }
}
