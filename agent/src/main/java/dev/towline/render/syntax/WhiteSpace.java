package dev.towline.render.syntax;

/** How white space around tags is treated. */
public record WhiteSpace(boolean trimBlocks, boolean lstripBlocks) {
    /** What Ansible's template module does. */
    public static final WhiteSpace ANSIBLE = new WhiteSpace(true, false);
}
