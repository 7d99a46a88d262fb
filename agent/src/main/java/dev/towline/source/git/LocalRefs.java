package dev.towline.source.git;

import dev.towline.source.RemoteUrl;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** The refs of a repository on this disk, read as files: JGit would serve it in this process, and read its objects for that. */
final class LocalRefs {
    private LocalRefs() {}

    static Map<String, Ref> list(RemoteUrl url, List<RefSpec> wanted) throws IOException {
        File folder = RepositoryCache.FileKey.resolve(new File(url.text()), FS.DETECTED);
        if (folder == null) {
            throw new NoRemoteRepositoryException(new URIish().setScheme("file").setPath(url.text()), "not found");
        }
        Map<String, Ref> refs = new HashMap<>();
        try (FileRepository repository = new FileRepository(folder)) {
            for (Ref ref : repository.getRefDatabase().getRefsByPrefix("refs/heads/", "refs/tags/")) {
                if (wanted.stream().anyMatch(spec -> spec.matchSource(ref.getName()))) {
                    refs.put(ref.getName(), ref);
                }
            }
        }
        return refs;
    }
}
