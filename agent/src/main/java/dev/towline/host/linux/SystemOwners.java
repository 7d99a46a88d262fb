package dev.towline.host.linux;

import dev.towline.host.Ownership;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** The kernel's owners; needs root to give files away. */
public final class SystemOwners implements Owners {
    private final NameTable names;
    private final UserPrincipalLookupService principals = FileSystems.getDefault().getUserPrincipalLookupService();

    public SystemOwners(NameTable names) {
        this.names = names;
    }

    @Override
    public Ownership of(String path, int uid, int gid, int mode) {
        return new Ownership(names.userName(uid), names.groupName(gid), mode & 07777);
    }

    @Override
    public void give(PosixFileAttributeView view, Ownership ownership) throws IOException {
        // Both are looked up first, so that an unknown group leaves the owner as it was.
        var owner = principals
                .lookupPrincipalByName(known(ownership.owner(), names.user(ownership.owner()).isPresent()));
        var group = principals.lookupPrincipalByGroupName(
                known(ownership.group(), names.group(ownership.group()).isPresent()));
        view.setGroup(group);
        view.setOwner(owner);
    }

    /** The JDK would ask every name service; what a host's files belong to is in its own tables. */
    private static String known(String name, boolean found) throws IOException {
        if (!found && !isNumber(name)) {
            throw new UserPrincipalNotFoundException(name);
        }
        return name;
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
