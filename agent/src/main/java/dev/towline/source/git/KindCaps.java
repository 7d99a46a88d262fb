package dev.towline.source.git;

import dev.towline.source.FetchLimits;
import dev.towline.source.LimitKey;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.jspecify.annotations.Nullable;

/** Git's checks, and how large a commit, tag or tree may be: these are read into memory as a whole. */
final class KindCaps extends ObjectChecker {
    /** Too large; the fault is the history's. */
    static final class TooLarge extends CorruptObjectException {
        TooLarge(String message) {
            super(message);
        }
    }

    private final FetchLimits limits;

    KindCaps(FetchLimits limits) {
        this.limits = limits;
    }

    /** How many bytes an object of the type may have, or the largest number for a file. */
    private static long most(int type, FetchLimits limits) {
        return switch (type) {
            case Constants.OBJ_COMMIT, Constants.OBJ_TAG -> limits.maxCommitBytes();
            case Constants.OBJ_TREE -> limits.maxFolderBytes();
            default -> Long.MAX_VALUE;
        };
    }

    static void require(AnyObjectId id, int type, long size, FetchLimits limits) throws TooLarge {
        if (size > most(type, limits)) {
            LimitKey key = type == Constants.OBJ_TREE ? LimitKey.FOLDER : LimitKey.COMMIT;
            throw new TooLarge("the " + Constants.typeString(type) + " " + id.name() + " has " + size
                    + " bytes, more than " + ByteBudget.megabytes(most(type, limits))
                    + "; take it out of the history, or " + key.raiseTo(size));
        }
    }

    @Override
    public void check(@Nullable AnyObjectId id, int type, byte[] raw) throws CorruptObjectException {
        if (id != null) {
            require(id, type, raw.length, limits);
        }
        super.check(id, type, raw);
    }
}
