package dev.towline.render.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's operators on numbers, strings and lists. An integer beyond 64 bits is refused rather than wrong. */
public final class Arithmetic {
    private Arithmetic() {}

    public static Object add(Object left, Object right) {
        if (left instanceof String a && right instanceof String b) {
            Limits.text((long) a.length() + b.length());
            return a + b;
        }
        if (left instanceof List<?> a && right instanceof List<?> b && left instanceof Tuple == right instanceof Tuple
                && !(left instanceof Range) && !(right instanceof Range)) {
            List<Object> sum = new ArrayList<>(Limits.items((long) a.size() + b.size()));
            sum.addAll(a);
            sum.addAll(b);
            return left instanceof Tuple ? Tuple.copyOf(sum) : sum;
        }
        return numbers("+", left, right, Math::addExact, Double::sum);
    }

    public static Object subtract(Object left, Object right) {
        return numbers("-", left, right, Math::subtractExact, (a, b) -> a - b);
    }

    public static Object multiply(Object left, Object right) {
        if (Types.isInteger(right) && repeat(left, Types.integer(right)).orElse(null) instanceof Object repeated) {
            return repeated;
        }
        if (Types.isInteger(left) && repeat(right, Types.integer(left)).orElse(null) instanceof Object repeated) {
            return repeated;
        }
        return numbers("*", left, right, Math::multiplyExact, (a, b) -> a * b);
    }

    private static Optional<Object> repeat(Object value, long times) {
        long count = Math.max(times, 0);
        if (value instanceof String text) {
            return Optional.of(text.repeat(text.isEmpty() ? 0 : repeats(text.length(), count)));
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            int repeats = list.isEmpty() ? 0 : repeats(list.size(), count);
            List<Object> many = new ArrayList<>(Limits.items((long) repeats * list.size()));
            for (int i = 0; i < repeats; i++) {
                many.addAll(list);
            }
            return Optional.of(value instanceof Tuple ? Tuple.copyOf(many) : many);
        }
        return Optional.empty();
    }

    private static int repeats(int length, long count) {
        return Limits
                .text(Math.multiplyHigh(length, count) != 0 ? Long.MAX_VALUE : Math.max(length * count, count)) == 0
                        ? 0
                        : (int) count;
    }

    public static Object divide(Object left, Object right) {
        Optional<PyError> problem = operands("/", left, right);
        if (problem.isPresent()) {
            throw problem.get();
        }
        if (Types.isInteger(left) && Types.isInteger(right)
                && (Math.absExact(Types.integer(left)) > 1L << 53 || Math.absExact(Types.integer(right)) > 1L << 53)) {
            throw tooLarge();
        }
        return Types.real(left) / nonZero(Types.real(right));
    }

    public static Object floorDivide(Object left, Object right) {
        return numbers("//", left, right, (a, b) -> floorDiv(a, b), (a, b) -> {
            double remainder = modulo(a, nonZero(b));
            double quotient = (a - remainder) / b;
            double floor = Math.floor(quotient);
            return quotient - floor > 0.5 ? floor + 1 : floor;
        });
    }

    private static long floorDiv(long a, long b) {
        if (b == 0) {
            throw new PyError("division by zero");
        }
        if (a == Long.MIN_VALUE && b == -1) {
            throw tooLarge();
        }
        return Math.floorDiv(a, b);
    }

    public static Object modulo(Object left, Object right) {
        if (left instanceof String format) {
            return PercentFormat.format(format, Undefined.require(right));
        }
        return numbers("%", left, right, (a, b) -> {
            if (b == 0) {
                throw new PyError("modulo by zero");
            }
            return Math.floorMod(a, b);
        }, (a, b) -> modulo(a, nonZero(b)));
    }

    private static double modulo(double a, double b) {
        double remainder = a % b;
        return remainder != 0 && (remainder < 0) != (b < 0)
                ? remainder + b
                : remainder == 0 ? Math.copySign(0.0, b) : remainder;
    }

    public static Object power(Object base, Object exponent) {
        Optional<PyError> problem = operands("**", base, exponent);
        if (problem.isPresent()) {
            throw problem.get();
        }
        if (Types.isInteger(base) && Types.isInteger(exponent) && Types.integer(exponent) >= 0) {
            return power(Types.integer(base), Types.integer(exponent));
        }
        double a = Types.real(base);
        if (a == 0 && Types.real(exponent) < 0) {
            throw new PyError("0.0 cannot be raised to a negative power");
        }
        double result = Math.pow(a, Types.real(exponent));
        if (Double.isNaN(result) || Double.isInfinite(result)) {
            throw tooLarge();
        }
        return result;
    }

    private static long power(long base, long exponent) {
        if (exponent > 64 && base != 0 && base != 1 && base != -1) {
            throw tooLarge();
        }
        long result = 1;
        long rest = base == -1 ? exponent % 2 : Math.min(exponent, 64);
        for (long i = 0; i < rest; i++) {
            result = exactly(Math::multiplyExact, result, base);
        }
        return result;
    }

    public static Object negate(Object value) {
        return value instanceof Double number ? -number : subtract(0L, integerOrRefuse("-", value));
    }

    public static Object plus(Object value) {
        return value instanceof Double ? value : integerOrRefuse("+", value);
    }

    private static Object integerOrRefuse(String operator, Object value) {
        Undefined.require(value);
        if (!Types.isInteger(value)) {
            throw new PyError("bad operand type for unary " + operator + ": " + Types.name(value));
        }
        return Types.integer(value);
    }

    private static Optional<PyError> operands(String operator, Object left, Object right) {
        Undefined.require(left);
        Undefined.require(right);
        return Types.isNumber(left) && Types.isNumber(right)
                ? Optional.empty()
                : Optional.of(new PyError("cannot do " + Types.name(left) + " " + operator + " " + Types.name(right),
                        operator.equals("+")
                                ? "join texts with ~, or convert with | string or | int"
                                : "convert with | int or | float"));
    }

    private static Object numbers(String operator, Object left, Object right, Longs longs, Doubles doubles) {
        Optional<PyError> problem = operands(operator, left, right);
        if (problem.isPresent()) {
            throw problem.get();
        }
        return Types.isInteger(left) && Types.isInteger(right)
                ? (Object) exactly(longs, Types.integer(left), Types.integer(right))
                : (Object) doubles.apply(Types.real(left), Types.real(right));
    }

    private static long exactly(Longs longs, long left, long right) {
        try {
            return longs.apply(left, right);
        } catch (ArithmeticException e) {
            throw tooLarge();
        }
    }

    private static PyError tooLarge() {
        return new PyError("a number beyond what is kept exactly here", "work with smaller numbers");
    }

    private static double nonZero(double divisor) {
        if (divisor == 0) {
            throw new PyError("division by zero");
        }
        return divisor;
    }

    private interface Longs {
        long apply(long left, long right);
    }

    private interface Doubles {
        double apply(double left, double right);
    }
}
