// SPDX-License-Identifier: Apache-2.0
package dev.orbit.agent.tag;

/**
 * CRC-32C as arithmetic on polynomials over GF(2), in the reflected order: bit 31 is the coefficient of x^0.
 *
 * <p>The remainder of a message followed by n zero bytes is the remainder of the message times x^(8n) mod P. The powers
 * are tabled by the four bytes of n, so that a shift takes at most four products whatever n is.
 */
final class Crc32cShift {

    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 0x80000000;
    /** x^8: one zero byte. */
    private static final int ONE_BYTE = ONE >>> Byte.SIZE;

    /** {@code POWERS[digit << 8 | d]} is x^(8 · d · 256^digit) mod P. */
    private static final int[] POWERS = powers();

    private Crc32cShift() {}

    /**
     * The remainder after {@code zeroByteCount} zero bytes more.
     *
     * @param zeroByteCount at least 0
     */
    static int shift(int remainder, int zeroByteCount) {
        int product = remainder;
        for (int digit = 0, rest = zeroByteCount; rest != 0; digit += 256, rest >>>= Byte.SIZE) {
            if ((rest & 0xFF) != 0) {
                product = multiply(product, POWERS[digit | (rest & 0xFF)]);
            }
        }
        return product;
    }

    /** {@code a · b mod P}. */
    private static int multiply(int a, int b) {
        int product = 0;
        int term = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            product ^= term & (rest >> 31);
            term = (term >>> 1) ^ (POLYNOMIAL & -(term & 1));
        }
        return product;
    }

    private static int[] powers() {
        int[] powers = new int[4 * 256];
        int step = ONE_BYTE;
        for (int digit = 0; digit < powers.length; digit += 256) {
            powers[digit] = ONE;
            for (int d = 1; d < 256; d++) {
                powers[digit | d] = multiply(powers[digit | (d - 1)], step);
            }
            step = multiply(powers[digit | 255], step);
        }
        return powers;
    }
}
