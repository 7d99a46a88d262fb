package dev.towline.desired.schema;

import dev.towline.desired.ComponentSpec;
import dev.towline.desired.HostSpec;
import dev.towline.desired.RepoSpec;
import dev.towline.desired.SiteSpec;

/** The kinds of files in a config repo. */
public enum Kind {
    TOWLINE("towline", "towline.yaml", "What all hosts and sites share. The file may be missing.",
            RepoSpec.class), HOST("host", "hosts/<name>.yaml", "What one machine has.", HostSpec.class), SITE("site",
                    "sites/<name>/site.yaml", "One application instance.", SiteSpec.class), COMPONENT("component",
                            "components/<name>/component.yaml", "A system as data.", ComponentSpec.class);

    private final String id;
    private final String file;
    private final String meaning;
    private final Class<? extends Record> type;

    Kind(String id, String file, String meaning, Class<? extends Record> type) {
        this.id = id;
        this.file = file;
        this.meaning = meaning;
        this.type = type;
    }

    /** The schema's file is named after it. */
    public String id() {
        return id;
    }

    public String file() {
        return file;
    }

    public String meaning() {
        return meaning;
    }

    public Class<? extends Record> type() {
        return type;
    }
}
