package dev.towline.source.git;

import dev.towline.budget.Budget;
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

    /** How many bytes an object of the type may have, or the largest number for a file. */
    static long most(int type) {
        return switch (type) {
            case Constants.OBJ_COMMIT, Constants.OBJ_TAG -> Budget.GIT_COMMIT.amount();
            case Constants.OBJ_TREE -> Budget.GIT_FOLDER.amount();
            default -> Long.MAX_VALUE;
        };
    }

    static void require(AnyObjectId id, int type, long size) throws TooLarge {
        if (size > most(type)) {
            throw new TooLarge("the " + Constants.typeString(type) + " " + id.name() + " has " + size
                    + " bytes, more than " + ByteBudget.megabytes(most(type)));
        }
    }

    @Override
    public void check(@Nullable AnyObjectId id, int type, byte[] raw) throws CorruptObjectException {
        if (id != null) {
            require(id, type, raw.length);
        }
        super.check(id, type, raw);
    }
}
