// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.lab;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs another program's {@code main} and ends the process when standard input ends, which it does when the parent
 * dies, however it dies. One byte on standard input takes the leash off.
 */
final class Leash {

    private static final int EXIT_CODE_PARENT_GONE = 3;

    private Leash() {}

    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(Leash::haltWhenParentIsGone, "leash");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void haltWhenParentIsGone() {
        try {
            if (System.in.read() >= 0) {
                return;
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(EXIT_CODE_PARENT_GONE);
    }
}
