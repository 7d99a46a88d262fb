package dev.towline.source.git;

import dev.towline.secret.Secret;
import dev.towline.source.CommitInfo;
import dev.towline.source.Credentials;
import dev.towline.source.FailureKind;
import dev.towline.source.FetchLimits;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** How the agent and its worker write values to each other. Secrets go through the pipe, never through argv or environment. */
final class Wire {
    /** Keys, known_hosts and messages are far below it. */
    private static final int LONGEST = 1 << 20;

    private Wire() {}

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new IOException("a value is longer than " + LONGEST + " bytes");
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("the other side does not speak as it should");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static void spec(DataOutputStream out, SourceSpec spec) throws IOException {
        text(out, spec.name());
        text(out, spec.url());
        text(out, spec.policy().toString());
        text(out, spec.forcePush().name());
        credentials(out, spec.credentials());
        limits(out, spec.limits());
    }

    static SourceSpec spec(DataInputStream in) throws IOException {
        return new SourceSpec(text(in), text(in), RevisionPolicy.parse(text(in)), ForcePush.valueOf(text(in)),
                credentials(in), limits(in));
    }

    static void limits(DataOutputStream out, FetchLimits limits) throws IOException {
        out.writeLong(limits.maxPackBytes());
        out.writeLong(limits.maxObjects());
        out.writeLong(limits.maxObjectBytes());
        out.writeLong(limits.maxCommitBytes());
        out.writeLong(limits.maxFolderBytes());
        out.writeInt(limits.maxFiles());
        out.writeLong(limits.maxTreeBytes());
        out.writeLong(limits.timeout().toMillis());
        out.writeLong(limits.memoryBytes());
    }

    static FetchLimits limits(DataInputStream in) throws IOException {
        return new FetchLimits(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readInt(),
                in.readLong(), Duration.ofMillis(in.readLong()), in.readLong());
    }

    private static void credentials(DataOutputStream out, Credentials credentials) throws IOException {
        switch (credentials) {
            case Credentials.None _ -> texts(out, "none");
            case Credentials.Token(String user, Secret token) -> texts(out, "token", user, token.reveal());
            case Credentials.Basic(String user, Secret password) -> texts(out, "basic", user, password.reveal());
            case Credentials.SshKeyFile(Path key, Path hosts) ->
                texts(out, "file", key.toString(), hosts.toString());
            case Credentials.SshKey(Secret key, String hosts) -> texts(out, "key", key.reveal(), hosts);
        }
    }

    private static Credentials credentials(DataInputStream in) throws IOException {
        String kind = text(in);
        return switch (kind) {
            case "none" -> Credentials.none();
            case "token" -> new Credentials.Token(text(in), Secret.of(text(in)));
            case "basic" -> new Credentials.Basic(text(in), Secret.of(text(in)));
            case "file" -> new Credentials.SshKeyFile(Path.of(text(in)), Path.of(text(in)));
            case "key" -> new Credentials.SshKey(Secret.of(text(in)), text(in));
            default -> throw new IOException("unknown credentials");
        };
    }

    private static void texts(DataOutputStream out, String... texts) throws IOException {
        for (String text : texts) {
            text(out, text);
        }
    }

    static void memory(DataOutputStream out, Remembered memory) throws IOException {
        out.writeBoolean(memory.accepted().isPresent());
        if (memory.accepted().isPresent()) {
            Remembered.Accepted taken = memory.accepted().get();
            texts(out, taken.terms(), taken.offer().ref(), taken.offer().id().name(), taken.revision().commit());
        }
        out.writeBoolean(memory.refused().isPresent());
        if (memory.refused().isPresent()) {
            Remembered.Refusal refusal = memory.refused().get();
            texts(out, refusal.terms(), refusal.offer().ref(), refusal.offer().id().name(), refusal.why());
        }
    }

    static Remembered memory(DataInputStream in) throws IOException {
        Remembered memory = Remembered.nothing();
        if (in.readBoolean()) {
            memory = memory.accept(new Remembered.Accepted(text(in), offer(in), Revision.of(text(in))));
        }
        return in.readBoolean() ? memory.refuse(new Remembered.Refusal(text(in), offer(in), text(in))) : memory;
    }

    static void finding(DataOutputStream out, Finding finding) throws IOException {
        switch (finding) {
            case Finding.Same(Offer offer, Revision revision) ->
                texts(out, "same", offer.ref(), offer.id().name(), revision.commit());
            case Finding.Take take -> {
                CommitInfo head = take.head();
                texts(out, "take", take.offer().ref(), take.offer().id().name(), take.to().commit(), head.author(),
                        head.subject());
                out.writeLong(head.committedAt().getEpochSecond());
                out.writeBoolean(take.leaves());
                out.writeBoolean(take.rewritten());
            }
            case Finding.Refuse(Offer offer, String why) ->
                texts(out, "refuse", offer.ref(), offer.id().name(), why);
            case Finding.Fail(FailureKind kind, String why) -> texts(out, "fail", kind.name(), why);
        }
    }

    /** @param kind what was read before */
    static Finding finding(String kind, DataInputStream in) throws IOException {
        return switch (kind) {
            case "same" -> new Finding.Same(offer(in), Revision.of(text(in)));
            case "take" -> {
                Offer offer = offer(in);
                Revision to = Revision.of(text(in));
                CommitInfo head = new CommitInfo(to, text(in), text(in), Instant.ofEpochSecond(in.readLong()));
                yield new Finding.Take(offer, to, head, in.readBoolean(), in.readBoolean());
            }
            case "refuse" -> new Finding.Refuse(offer(in), text(in));
            case "fail" -> new Finding.Fail(FailureKind.valueOf(text(in)), text(in));
            default -> throw new IOException("unknown answer");
        };
    }

    static void offer(DataOutputStream out, Optional<Offer> offer) throws IOException {
        out.writeBoolean(offer.isPresent());
        if (offer.isPresent()) {
            texts(out, offer.get().ref(), offer.get().id().name());
        }
    }

    private static Offer offer(DataInputStream in) throws IOException {
        return new Offer(text(in), ObjectId.fromString(text(in)));
    }
}
