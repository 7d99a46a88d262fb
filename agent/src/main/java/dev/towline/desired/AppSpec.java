package dev.towline.desired;

import dev.towline.source.RemoteUrl;
import dev.towline.source.RevisionPolicy;
import java.util.List;
import java.util.Optional;

/** Where the application comes from. */
public record AppSpec(
        @Key(value = "Its Git repository, without credentials.", example = "https://github.com/example/club.git") RemoteUrl repo,
        @Key(value = "What is followed: a branch, tag:v1.2, commit:<40 digits>, or semver:^1.2 over tags.", fallback = "main", example = "semver:^1.2") RevisionPolicy track,
        @Key(value = "The folder of the repository that is the app.", absent = "the whole repository", example = "backend") Optional<RelativePath> path,
        @Key(value = "Folders and files of the repository that may hold pointers of Git LFS or submodules although the site serves them.", example = "[static/video]") List<RelativePath> mayLack) {
    public AppSpec {
        mayLack = List.copyOf(mayLack);
    }
}
