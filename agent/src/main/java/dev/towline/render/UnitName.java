package dev.towline.render;

/** The rule for unit names: systemd's own characters, and a suffix that can be managed. */
public final class UnitName {
    private UnitName() {}

    public static String check(String name) {
        if (!name.matches("[A-Za-z0-9:_.@\\\\-]{1,200}\\.(service|socket|timer|path|target|mount)")) {
            throw new IllegalArgumentException("'" + name
                    + "' is no unit name: letters, digits and :_.@\\- and one of .service .socket .timer .path .target .mount");
        }
        return name;
    }
}
