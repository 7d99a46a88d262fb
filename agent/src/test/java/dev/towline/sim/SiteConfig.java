package dev.towline.sim;

/**
 * What the config repo says of a site at one commit.
 *
 * @param vhost version of its nginx file
 * @param env version of what its releases read
 * @param worker whether it has a worker
 * @param extras how many more files it has
 * @param domain the name that its visitors use, which the app answers to and which its check asks for
 */
record SiteConfig(Flaw flaw, int vhost, int env, boolean worker, int extras, int domain) {
    /** What is wrong with it. */
    enum Flaw {
        NONE,
        /** Does not render. */
        TEMPLATE,
        /** nginx refuses it. */
        NGINX_SYNTAX,
        /** nginx takes it, and the site does not answer any more. */
        NGINX_MEANING,
        /** The app does not answer with it. */
        ENV
    }

    static final SiteConfig FIRST = new SiteConfig(Flaw.NONE, 1, 1, true, 1, 1);

    SiteConfig flawed(Flaw flaw) {
        return switch (flaw) {
            case NONE -> new SiteConfig(flaw, vhost, env, worker, extras, domain);
            case TEMPLATE, NGINX_SYNTAX, NGINX_MEANING -> new SiteConfig(flaw, vhost + 1, env, worker, extras, domain);
            case ENV -> new SiteConfig(flaw, vhost, env + 1, worker, extras, domain);
        };
    }

    SiteConfig nextVhost() {
        return new SiteConfig(Flaw.NONE, vhost + 1, env, worker, extras, domain);
    }

    SiteConfig nextEnv() {
        return new SiteConfig(Flaw.NONE, vhost, env + 1, worker, extras, domain);
    }

    SiteConfig otherWorker() {
        return new SiteConfig(Flaw.NONE, vhost, env, !worker, extras, domain);
    }

    SiteConfig withVhost(int version) {
        return new SiteConfig(Flaw.NONE, version, env, worker, extras, domain);
    }

    SiteConfig extras(int extras) {
        return new SiteConfig(Flaw.NONE, vhost, env, worker, extras, domain);
    }

    SiteConfig nextDomain() {
        return new SiteConfig(Flaw.NONE, vhost + 1, env, worker, extras, domain + 1);
    }

    boolean good() {
        return flaw == Flaw.NONE;
    }
}
