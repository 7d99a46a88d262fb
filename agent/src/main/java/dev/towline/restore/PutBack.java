package dev.towline.restore;

import dev.towline.apply.PutsBack;
import dev.towline.apply.Refused;
import dev.towline.history.Undo;
import dev.towline.host.Host;
import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.function.Consumer;

/**
 * Puts a database back as a dump has it: the dump is restored beside, and takes the live one's name in one step when it is whole.
 * Whatever moment it is cut at, one whole database has that name, and doing it again ends it.
 */
public final class PutBack implements PutsBack {
    private static final String SET_ASIDE = "set_aside";
    private final Host host;
    private final DumpCommands dumps;

    public PutBack(Host host, DumpCommands dumps) {
        this.host = host;
        this.dumps = dumps;
    }

    @Override
    public void putBack(Undo.PutBack undo) {
        RestoreSource live = Beside.source(undo.database());
        RestoreSource aside = Beside.aside(live, SET_ASIDE);
        orTryAgain(undo.database(), beside -> {
            RestoreSource scratch = beside.fill(live, undo.dump());
            // From the same undo, which was cut after the exchange.
            beside.drop(aside);
            beside.exchange(live, scratch, aside, beside.user(undo.dump()));
            beside.drop(aside);
        });
    }

    @Override
    public void takeBack(Undo.TakeBack undo) {
        RestoreSource live = Beside.source(undo.database());
        RestoreSource aside = Beside.source(undo.aside());
        orTryAgain(undo.database(), beside -> {
            if (beside.isThere(aside)) {
                RestoreSource scratch = Beside.scratch(live);
                beside.drop(scratch);
                beside.exchange(live, aside, scratch, undo.user());
                beside.drop(scratch);
            }
        });
    }

    /** Nothing that serves may come back on another database than the one that it shall have, so this is never given up. */
    private void orTryAgain(String database, Consumer<Beside> what) {
        try {
            what.accept(new Beside(host, dumps, "put-back-" + database, line -> {}));
        } catch (Refused e) {
            throw new HostException(Kind.UNAVAILABLE, database + " could not be put back: " + e.getMessage(), e);
        } catch (HostException e) {
            throw e.kind() == Kind.KILLED
                    ? e
                    : new HostException(Kind.UNAVAILABLE, database + " could not be put back: " + e.getMessage(), e);
        }
    }
}
