package dev.towline.web;

import dev.towline.budget.Budget;
import java.util.LinkedHashMap;
import java.util.Map;

/** The last deliveries of a hook, so that one that is sent again is counted as such. */
final class SeenDeliveries {
    private static final int MOST = Budget.HOOK_DELIVERIES_KEPT.count();

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /**
     * True where either was seen before. The delivery's id is not signed, and so can be changed by whoever replays it; the
     * signature belongs to the body and cannot.
     */
    synchronized boolean seenBefore(String delivery, String signature) {
        boolean byId = !delivery.isEmpty() && seen.put("id " + delivery, true) != null;
        boolean bySignature = seen.put("signature " + signature, true) != null;
        return byId || bySignature;
    }
}
