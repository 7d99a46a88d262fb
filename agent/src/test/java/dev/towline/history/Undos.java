package dev.towline.history;

import dev.towline.host.Ownership;
import java.util.List;

/** One inverse of each kind. */
public final class Undos {
    private Undos() {}

    public static List<Undo> oneOfEach(String kept) {
        Ownership ownership = new Ownership("root", "www-data", 0640);
        return List.of(new Undo.PutFile("/etc/a", kept, ownership), new Undo.PutLink("/etc/l", "../a"),
                new Undo.PutDirectory("/etc/d", ownership), new Undo.Remove("/etc/r"), new Undo.RemoveTree("/opt/t"),
                new Undo.PutOwnership("/etc/o", ownership), new Undo.PutUnit("club.service", true, false),
                new Undo.Reload("nginx.service"), new Undo.Restart("club.service"), new Undo.ReloadDefinitions(),
                new Undo.Run(List.of("newaliases", "-v")), new Undo.EndJob("migrate-club"),
                new Undo.Drop("towline_shadow_club", "towline-club-shadow"),
                new Undo.PutBack("club", "/var/backups/towline/club/x.dump"),
                new Undo.TakeBack("club", "club_replaced_20261121_010203", "postgres"),
                new Undo.Several(List.of(new Undo.Drop("a", "job"), new Undo.PutBack("/opt/club/db", "/x.sqlite3"))),
                new Undo.AwaitListening("/run/club/blue.sock"), new Undo.Nothing());
    }
}
