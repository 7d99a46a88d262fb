package dev.towline.source.git;

import dev.towline.source.FetchResult;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.nio.file.Path;

/** A process that fetches for ever, to be killed. */
final class FetchLoop {
    private FetchLoop() {}

    /** @param arguments the repository and the source's folder */
    public static void main(String[] arguments) {
        SourceSpec spec = SourceSpec.of("club", arguments[0], RevisionPolicy.parse("main"));
        try (GitSource source = new GitSource(spec, Path.of(arguments[1]))) {
            for (FetchResult result = source.fetch();; result = source.fetch()) {
                if (!(result instanceof FetchResult.Unchanged)) {
                    System.out.println(result);
                }
            }
        }
    }
}
