/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.virtballast.spi.ByteSize;
import org.virtballast.spi.DomainView;
import org.virtballast.spi.FarTier;
import org.virtballast.spi.LeverKind;

/** Reads one domain of a scenario. */
final class DomainReader {
    /** What the engine takes for the smallest size where nothing is said; a kernel still boots with it. */
    private static final long LEAST = 64 * ByteSize.MIB;

    /** What virtio-balloon was measured to do: HyperAlloc, EuroSys 2025. */
    private static final long INFLATE = Math.round(0.9 * ByteSize.GIB);

    private static final long DEFLATE = Math.round(2.3 * ByteSize.GIB);

    /** A section that says nothing. */
    private static final JsonValue NOTHING = JsonValue.root("", Map.of());

    private static final double HOT_SHARE = 0.9;
    private static final double PROMOTION = 10;

    private final JsonObject domain;
    private final String name;

    DomainReader(JsonObject domain, String name) {
        this.domain = domain;
        this.name = name;
    }

    DomainPlan read() {
        long max = domain.required("max").size(ByteSize.MIB);
        long min = domain.optional("min")
                .map(value -> atMost(value, value.size(1), max, "max"))
                .orElse(Math.min(LEAST, max));
        long start =
                domain.optional("start").map(value -> start(value, min, max)).orElse(max);
        LeverKind lever = domain.optional("lever").map(DomainReader::lever).orElse(LeverKind.BALLOON);
        FarTier far = domain.optional("far").map(value -> far(value, lever)).orElse(FarTier.CELL);
        long farCapacity = domain.optional("farCapacity")
                .map(value -> value.size(0))
                .orElse(far == FarTier.CELL ? max : Long.MAX_VALUE / 4);
        long comes = domain.optional("comes").map(value -> value.seconds(0)).orElse(0L);
        DomainPlan plan = new DomainPlan(
                name,
                min,
                max,
                start,
                domain.optional("weight")
                        .map(value -> (int) value.whole(1, 10_000))
                        .orElse(DomainView.NORMAL_WEIGHT),
                domain.optional("targetHitRatio")
                        .map(value -> value.number(0.001, 1))
                        .orElse(0.95),
                far,
                farCapacity,
                balloon(lever == LeverKind.BALLOON ? section("balloon") : NOTHING.object(), start, far),
                lever == LeverKind.NEAR
                        ? Optional.of(new NearDeviceReader(domain, section("near")).read(start))
                        : Optional.empty(),
                statistics(section("stats")),
                domain.optional("counted").map(JsonValue::flag).orElse(true),
                comes,
                optional("gone", value -> value.seconds(comes + 1)),
                spans(domain, "paused"),
                resizes(max),
                phases(comes, max + farCapacity));
        domain.end();
        return plan;
    }

    private JsonObject section(String section) {
        return domain.optional(section).orElse(NOTHING).object();
    }

    private OptionalLong optional(String member, Function<JsonValue, Long> read) {
        return domain.optional(member)
                .map(value -> OptionalLong.of(read.apply(value)))
                .orElse(OptionalLong.empty());
    }

    static long atMost(JsonValue value, long bytes, long most, String limit) {
        if (bytes > most) {
            throw value.mistake("'" + value.text() + "' is above " + limit + ", " + ByteSize.format(most));
        }
        return bytes;
    }

    private static long start(JsonValue value, long min, long max) {
        long start = atMost(value, value.size(1), max, "max");
        if (start < min) {
            throw value.mistake("'" + value.text() + "' is below min, " + ByteSize.format(min));
        }
        return start;
    }

    private static LeverKind lever(JsonValue value) {
        return LeverKind.of(value.text()).orElseThrow(() -> value.no("'balloon' or 'near'"));
    }

    private static FarTier far(JsonValue value, LeverKind lever) {
        return switch (value.text()) {
            case "tier" -> FarTier.CELL;
            case "swap" -> {
                if (lever == LeverKind.NEAR) {
                    throw value.no("'tier', and what leaves near memory by a near lever must go there");
                }
                yield FarTier.SWAP;
            }
            default -> throw value.no("'tier' or 'swap'");
        };
    }

    private static DomainPlan.Balloon balloon(JsonObject balloon, long start, FarTier far) {
        DomainPlan.Balloon plan = new DomainPlan.Balloon(
                balloon.optional("inflate").map(JsonValue::bytesPerSecond).orElse(INFLATE),
                balloon.optional("deflate").map(JsonValue::bytesPerSecond).orElse(DEFLATE),
                balloon.optional("floor")
                        .map(value -> atMost(value, value.size(0), start, "start"))
                        .orElse(Math.min(LEAST, start)),
                balloon.optional("driver").map(JsonValue::flag).orElse(true),
                spans(balloon, "stuck"),
                balloon.optional("late").map(value -> value.seconds(0)).orElse(0L),
                balloon.optional("refusesAbove")
                        .map(value -> OptionalLong.of(value.size(1)))
                        .orElse(OptionalLong.empty()),
                balloon.optional("pinned").map(JsonValue::flag).orElse(false),
                balloon.optional("deflateOnOom").map(JsonValue::flag).orElse(false),
                balloon.optional("yield").map(value -> yielded(value, far)).orElse(1.0));
        balloon.end();
        return plan;
    }

    private static double yielded(JsonValue value, FarTier far) {
        double share = value.number(0, 1);
        if (share != 1 && far != FarTier.CELL) {
            throw value.no("1, and without a far tier all that is taken is near memory");
        }
        return share;
    }

    private static DomainPlan.Statistics statistics(JsonObject statistics) {
        DomainPlan.Statistics plan = new DomainPlan.Statistics(
                statistics.optional("period").map(value -> value.seconds(0)).orElse(1L),
                spans(statistics, "frozen"),
                spans(statistics, "garbage"));
        statistics.end();
        return plan;
    }

    static List<Span> spans(JsonObject object, String member) {
        List<Span> spans = new ArrayList<>();
        for (JsonValue element : object.optional(member).map(JsonValue::list).orElse(List.of())) {
            List<JsonValue> pair = element.pair("[\"2m\", \"3m\"]");
            long from = pair.get(0).seconds(0);
            long to = pair.get(1).seconds(0);
            if (to <= from) {
                throw pair.get(1).no("later than where the span begins");
            }
            spans.add(new Span(from, to));
        }
        return spans;
    }

    private List<DomainPlan.Resize> resizes(long max) {
        List<DomainPlan.Resize> resizes = new ArrayList<>();
        for (JsonValue element : domain.optional("setmem").map(JsonValue::list).orElse(List.of())) {
            List<JsonValue> pair = element.pair("[\"3m\", \"2GiB\"]");
            long at = pair.get(0).seconds(0);
            if (!resizes.isEmpty() && at <= resizes.get(resizes.size() - 1).at()) {
                throw pair.get(0).no("later than the one before");
            }
            resizes.add(
                    new DomainPlan.Resize(at, atMost(pair.get(1), pair.get(1).size(ByteSize.MIB), max, "max")));
        }
        return resizes;
    }

    private List<Phase> phases(long comes, long capacity) {
        JsonValue whole = domain.required("phases");
        List<Phase> phases = new ArrayList<>();
        for (JsonValue element : whole.list()) {
            JsonObject phase = element.object();
            JsonValue from = phase.required("from");
            if (phases.isEmpty() && from.seconds(0) > comes) {
                throw from.no("early enough: the first phase must have begun when the domain comes, at " + comes + "s");
            }
            if (!phases.isEmpty()
                    && from.seconds(0) <= phases.get(phases.size() - 1).from()) {
                throw from.no("later than the phase before");
            }
            phases.add(new Phase(
                    from.seconds(0),
                    curve(phase, capacity),
                    phase.required("rate").number(0, 1e12),
                    phase.optional("promotion")
                            .map(value -> value.duration().toMillis() / 1000.0)
                            .orElse(PROMOTION)));
            phase.end();
        }
        if (phases.isEmpty()) {
            throw whole.no("a list of at least one phase");
        }
        return phases;
    }

    private static HitCurve curve(JsonObject phase, long capacity) {
        JsonValue residentValue = phase.required("resident");
        long resident = atMost(residentValue, residentValue.size(0), capacity, "max and farCapacity together");
        long hot = phase.optional("hot")
                .map(value -> atMost(value, value.size(1), resident, "resident"))
                .orElse(resident);
        double hotShare = phase.optional("hotShare")
                .map(value -> hotShare(value, hot == resident))
                .orElse(hot == resident ? 1 : HOT_SHARE);
        return new HitCurve(resident, hot, hotShare);
    }

    private static double hotShare(JsonValue value, boolean allHot) {
        double share = value.number(0, 1);
        if (allHot && share != 1) {
            throw value.no("1, and all that is resident is hot: give hot a size below resident");
        }
        return share;
    }
}
