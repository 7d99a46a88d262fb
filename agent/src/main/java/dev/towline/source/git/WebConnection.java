package dev.towline.source.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.function.IntConsumer;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange under a byte budget that speaks Git's smart protocol and nothing else. */
final class WebConnection extends JDKHttpConnection {
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";

    private final ByteBudget budget;
    private final IntConsumer onStatus;

    WebConnection(URL url, ByteBudget budget, IntConsumer onStatus) throws IOException {
        super(url);
        this.budget = budget;
        this.onStatus = onStatus;
    }

    @Override
    public void setRequestProperty(String key, @Nullable String value) {
        // Unpacked bytes are what counts; a compressed answer could be a thousand times its size.
        if (!key.equalsIgnoreCase("Accept-Encoding")) {
            super.setRequestProperty(key, value);
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        int code = super.getResponseCode();
        onStatus.accept(code);
        if (getHeaderField("Content-Encoding") != null) {
            throw new IOException("it compresses its answer, which was not asked for");
        }
        if (code == HTTP_OK && getRequestMethod().equals("GET") && !ADVERTISEMENT.equals(getContentType())) {
            // JGit would fall back to the dumb protocol, which knows no caps.
            throw new IOException("it answers, but not as a Git server; check the path of the URL");
        }
        return code;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return budget.limitPackets(super.getInputStream());
    }
}
