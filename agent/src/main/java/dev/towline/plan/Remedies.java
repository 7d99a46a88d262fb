package dev.towline.plan;

/** The words that tell a person how to go on. */
final class Remedies {
    private Remedies() {}

    static String adopt(PlanInput input, String path) {
        return "move it away, run 'towline adopt " + input.target().name() + " " + path
                + "', or add it to 'adopt:' in Git";
    }

    static String approve(PlanInput input) {
        return "run 'towline approve " + input.target().name() + "' if that is meant, or raise removalCap";
    }

    static String approveOnly(PlanInput input) {
        return "run 'towline approve " + input.target().name() + "' if that is meant, or put it back in Git";
    }
}
