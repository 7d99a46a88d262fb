package dev.towline.host.sim;

/** One thing done to the world, or one question to it that may fail. */
public record Effect(String room, String verb, String subject) {
    @Override
    public String toString() {
        return room + "." + verb + " " + subject;
    }
}
