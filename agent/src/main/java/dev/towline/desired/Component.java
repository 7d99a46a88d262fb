package dev.towline.desired;

import java.util.Optional;

/**
 * A component with the files of its folder.
 *
 * @param label how its folder is called in messages, for instance {@code components/nginx}
 * @param folder where it is among the files
 */
public record Component(ComponentName name, ComponentSpec spec, String label, String folder, ConfigFiles files) {
    public Optional<byte[]> read(String path) {
        return files.read(folder + "/" + path);
    }

    /** Whether it came with Towline; one of the config repo's own takes its place and its name, never its privileges. */
    public boolean shipped() {
        return label.startsWith("templates/");
    }

    /** Whether all of its variables are known, so that any other name is a mistake. */
    public boolean declares() {
        return !spec.variables().isEmpty() || shipped() && spec.vars().values().isEmpty();
    }

    /** The whole component, for problems with it. */
    public Place place() {
        return Place.of(label + "/component.yaml");
    }

    @Override
    public String toString() {
        return label;
    }
}
