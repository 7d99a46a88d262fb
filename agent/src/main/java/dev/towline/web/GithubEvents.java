package dev.towline.web;

/** Which of GitHub's events can mean that a followed ref moved or something to deploy was published. */
final class GithubEvents {
    private GithubEvents() {}

    static boolean wakes(String event, String action) {
        return switch (event) {
            case "push", "create" -> true;
            case "release", "package", "registry_package" -> !action.equals("deleted");
            case "workflow_run" -> action.equals("completed");
            default -> false;
        };
    }
}
