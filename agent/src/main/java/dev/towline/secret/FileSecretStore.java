package dev.towline.secret;

import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Secrets in files that only their owner reads: given by the administrator, for one site or for all, or made here once.
 * What is given wins over what was made.
 */
public final class FileSecretStore implements SecretStore {
    private static final long MOST_BYTES = 65_536;
    private static final int FOR_OTHERS = 077;
    private static final int WRITE_FOR_OTHERS = 022;

    private final HostFiles files;
    private final String made;
    private final String given;
    private final String owner;
    private final String group;
    private final RandomSecret random;
    private final ReentrantLock making = new ReentrantLock();

    /**
     * @param made the agent's folder for what it makes, for instance {@code /var/lib/towline/secrets}
     * @param given the administrator's folder, for instance {@code /etc/towline/secrets}
     * @param owner who owns all of them: root, or the agent's own user where it runs without root
     */
    public FileSecretStore(HostFiles files, String made, String given, String owner, String group) {
        this.files = files;
        this.made = made;
        this.given = given;
        this.owner = owner;
        this.group = group;
        this.random = new RandomSecret(new SecureRandom());
    }

    @Override
    public Optional<Secret> find(SecretRef ref) {
        return file(ref).map(this::read);
    }

    @Override
    public Secret findOrMake(SecretRef ref, int length) {
        making.lock();
        try {
            return find(ref).orElseGet(() -> make(ref, length));
        } finally {
            making.unlock();
        }
    }

    @Override
    public Optional<String> file(SecretRef ref) {
        List<String> candidates = new ArrayList<>(places(ref));
        candidates.add(madeFile(ref));
        return candidates.stream().filter(path -> files.stat(path).filter(s -> !s.isDirectory()).isPresent())
                .findFirst();
    }

    @Override
    public List<String> places(SecretRef ref) {
        String shared = given + "/" + ref.name();
        return ref.isHosts() ? List.of(shared) : List.of(given + "/" + ref.owner() + "/" + ref.name(), shared);
    }

    @Override
    public String generation(String owner) {
        StringBuilder seen = new StringBuilder();
        for (String folder : List.of(given, given + "/" + owner, made + "/" + owner)) {
            for (String name : files.list(folder)) {
                String path = folder + "/" + name;
                files.stat(path).filter(s -> !s.isDirectory()).ifPresent(stat -> seen.append(path).append(' ')
                        .append(stat.ownership()).append(' ').append(stat.isFile() ? files.digest(path).hex() : "")
                        .append('\n'));
            }
        }
        return Digest.of(seen.toString()).hex();
    }

    /** Every secret that is there and may be used, whosever it is. */
    public List<Secret> all() {
        List<Secret> all = new ArrayList<>();
        for (String root : List.of(given, made)) {
            in(root, all);
            for (String name : files.list(root)) {
                if (files.stat(root + "/" + name).filter(FileStat::isDirectory).isPresent()) {
                    in(root + "/" + name, all);
                }
            }
        }
        return all;
    }

    private void in(String folder, List<Secret> all) {
        for (String name : files.list(folder)) {
            String path = folder + "/" + name;
            if (files.stat(path).filter(FileStat::isFile).isPresent()) {
                try {
                    all.add(read(path));
                } catch (SecretException e) {
                    // Whoever needs it is told; here it is nobody's.
                    continue;
                }
            }
        }
    }

    private String madeFile(SecretRef ref) {
        return made + "/" + ref.owner() + "/" + ref.name();
    }

    private Secret make(SecretRef ref, int length) {
        Secret secret = random.next(length);
        Ownership folder = new Ownership(owner, group, 0700);
        files.makeDirectory(made, folder);
        files.makeDirectory(made + "/" + ref.owner(), folder);
        files.write(madeFile(ref), (secret.reveal() + "\n").getBytes(StandardCharsets.UTF_8),
                new Ownership(owner, group, 0600));
        return secret;
    }

    private Secret read(String path) {
        FileStat stat = files.stat(path)
                .orElseThrow(() -> new SecretException("the secret " + path + " has just vanished", ""));
        String folder = path.substring(0, path.lastIndexOf('/'));
        if (!stat.isFile()) {
            throw new SecretException("the secret " + path + " is no regular file", "put the secret itself there");
        }
        if (!stat.ownership().owner().equals(owner) || (stat.ownership().mode() & FOR_OTHERS) != 0) {
            throw new SecretException(
                    "the secret " + path + " is " + stat.ownership() + ", so others than " + owner + " may read it",
                    "chown " + owner + " " + path + " && chmod 0600 " + path);
        }
        files.stat(folder).filter(s -> (s.ownership().mode() & WRITE_FOR_OTHERS) != 0).ifPresent(_ -> {
            throw new SecretException("others than " + owner + " may write to " + folder, "chmod 0700 " + folder);
        });
        if (stat.size() > MOST_BYTES) {
            throw new SecretException("the secret " + path + " has more than " + MOST_BYTES + " bytes",
                    "is it the right file?");
        }
        return Secret.of(text(path));
    }

    private String text(String path) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(files.read(path))).toString();
            String value = text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
            if (value.isBlank() || value.indexOf('\0') >= 0) {
                throw new SecretException("the secret " + path + " is empty or holds a NUL", "write it again");
            }
            return value;
        } catch (CharacterCodingException e) {
            throw new SecretException("the secret " + path + " is no UTF-8 text", "write it again");
        }
    }
}
