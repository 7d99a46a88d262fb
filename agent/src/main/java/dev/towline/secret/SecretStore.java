package dev.towline.secret;

import java.util.List;
import java.util.Optional;

/** Where secrets come from. */
public interface SecretStore {
    /**
     * One that was given or made before.
     *
     * @throws SecretException when it is there and must not be used
     */
    Optional<Secret> find(SecretRef ref);

    /** As {@link #find}; where there is none, one is made of so many random characters and kept. */
    Secret findOrMake(SecretRef ref, int length);

    /** The file that holds it, for programs that read it themselves. */
    Optional<String> file(SecretRef ref);

    /** Where it can be given, the best place first. */
    List<String> places(SecretRef ref);

    /** Changes whenever a secret that the owner may see is given, changed or taken away. */
    String generation(String owner);
}
