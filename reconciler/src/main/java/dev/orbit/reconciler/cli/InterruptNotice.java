// SPDX-License-Identifier: Apache-2.0
package dev.orbit.reconciler.cli;

/** Tells whoever presses Ctrl-C that what they were looking at does not stop with that. */
final class InterruptNotice {

    private final Thread hook;

    private InterruptNotice(Thread hook) {
        this.hook = hook;
    }

    /** From now until it is withdrawn, the text is printed when the process is ended. */
    static InterruptNotice of(Terminal terminal, String text) {
        Thread hook = new Thread(() -> terminal.printError("\n" + text + "\n"), "interrupt-notice");
        Runtime.getRuntime().addShutdownHook(hook);
        return new InterruptNotice(hook);
    }

    void withdraw() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already: the notice is being printed
        }
    }
}
