package dev.towline.event;

import java.util.Arrays;
import java.util.Optional;

/** Whether a source can be followed, as of the last time that it was asked. */
public enum SourceStanding {
    /** Nobody has asked it since the agent started. */
    UNASKED("unasked"),
    /** It answers, and what it offers is in use. */
    WELL("well"),
    /** One look after a good one was cut off; the next may find everything well. */
    CUT("cut"),
    /** It offers a revision that must not be used, for instance after a forced push. */
    REFUSED("refused"),
    /** It wants other credentials, or cannot prove who it is. */
    DENIED("denied"),
    /** No such repository, branch, tag or commit any more. */
    GONE("gone"),
    /** It exceeds a limit, or is damaged or unsafe. */
    UNFIT("unfit"),
    /** It does not answer. */
    UNREACHABLE("unreachable");

    private final String tag;

    SourceStanding(String tag) {
        this.tag = tag;
    }

    /** The name in stores, JSON and metrics. */
    public String tag() {
        return tag;
    }

    /** The one of that name. */
    public static Optional<SourceStanding> of(String tag) {
        return Arrays.stream(values()).filter(s -> s.tag.equals(tag)).findFirst();
    }

    /** Whether what is here may not be what the source says; not so before it was asked. */
    public boolean isTrouble() {
        return switch (this) {
            case UNASKED, WELL, CUT -> false;
            case REFUSED, DENIED, GONE, UNFIT, UNREACHABLE -> true;
        };
    }

    /** Whether a person has to do something; else it may pass by itself. */
    public boolean needsPerson() {
        return isTrouble() && this != UNREACHABLE;
    }
}
