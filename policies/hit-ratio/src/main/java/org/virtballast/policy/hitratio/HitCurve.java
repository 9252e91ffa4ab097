/* SPDX-License-Identifier: Apache-2.0 */
package org.virtballast.policy.hitratio;

import java.util.ArrayList;
import java.util.List;

/**
 * How a domain's hit ratio depends on its size, as far as was seen. The hottest pages are in the near tier first, so the
 * curve rises, and ever less: it is concave. So between two sizes that were seen it lies above the line through both, and
 * beyond the largest one below the line through the last two: whoever takes by the first and gives by the second never takes
 * more than the domain can spare, and never gives more than it needs.
 *
 * <p>What was seen last is believed. Where it cannot be of the same curve as what was seen before, the guest does something
 * else now, and the curve begins anew.
 */
final class HitCurve {
    /** Sizes that differ by less than this share are one. */
    private static final double SAME_SIZE = 0.01;

    private static final int MOST_POINTS = 8;

    /** From the smallest size to the largest. */
    private final List<Point> points = new ArrayList<>();

    private long seen;

    private record Point(double size, double hit, double doubt, long order) {}

    private static final Point NOTHING = new Point(0, 0, 0, 0);

    /**
     * Notes a hit ratio that has settled.
     *
     * @param size of the domain, in bytes; above 0
     * @param doubt by how much the hit ratio may be wrong
     */
    void observe(double size, double hit, double doubt) {
        points.removeIf(point -> Math.abs(point.size() - size) <= SAME_SIZE * size);
        if (!points.isEmpty() && (hit < least(size) - doubt || hit > most(size) + doubt)) {
            points.clear();
        }
        Point latest = new Point(size, hit, doubt, ++seen);
        points.removeIf(point -> point.size() < size ? point.hit() > hit : point.hit() < hit);
        int place = 0;
        while (place < points.size() && points.get(place).size() < size) {
            place++;
        }
        points.add(place, latest);
        bend();
        while (points.size() > MOST_POINTS) {
            points.remove(oldest());
        }
    }

    /** The curve begins anew. */
    void forget() {
        points.clear();
    }

    /**
     * The size at which the domain should have a hit ratio, in bytes, between those that were seen more than less; beyond
     * them less than more, and without bound where it was seen to rise no further.
     */
    double sizeFor(double hit) {
        Point before = NOTHING;
        for (Point point : points) {
            if (point.hit() >= hit) {
                return before.size() + (hit - before.hit()) / slope(before, point);
            }
            before = point;
        }
        double slope = slopeAbove();
        return slope > 0 ? before.size() + (hit - before.hit()) / slope : Double.POSITIVE_INFINITY;
    }

    /**
     * The size at which the domain has a hit ratio that is less than was ever seen, if the curve falls below what was seen
     * so many times as fast as it does there; without bound where only one size was seen.
     */
    double triedFor(double hit, double caution) {
        if (points.size() < 2) {
            return Double.POSITIVE_INFINITY;
        }
        Point least = points.get(0);
        Point next = points.get(1);
        double steepest = slope(least, next) + (least.doubt() + next.doubt()) / (next.size() - least.size());
        return least.size() - (least.hit() - hit) / (caution * steepest);
    }

    /** What a byte more than was ever seen is worth at most; 0 where nothing is known. */
    double slopeAbove() {
        if (points.isEmpty()) {
            return 0;
        }
        Point last = points.get(points.size() - 1);
        return slope(points.size() > 1 ? points.get(points.size() - 2) : NOTHING, last);
    }

    /** What a byte less than a size costs at most; 0 where nothing is known. */
    double slopeBelow(double size) {
        Point before = NOTHING;
        for (Point point : points) {
            if (point.size() >= size * (1 - SAME_SIZE)) {
                return slope(before, point);
            }
            before = point;
        }
        return slopeAbove();
    }

    /** Whether a size was seen at which the hit ratio was below one. */
    boolean knowsLess(double hit) {
        return !points.isEmpty() && points.get(0).hit() < hit;
    }

    /** The least that the hit ratio at a size can be, by the points of others sizes. */
    private double least(double size) {
        Point before = NOTHING;
        for (Point point : points) {
            if (point.size() >= size) {
                return before.hit() + slope(before, point) * (size - before.size());
            }
            before = point;
        }
        return before.hit();
    }

    /** The most that the hit ratio at a size can be, by the points of other sizes. */
    private double most(double size) {
        double most = 1;
        for (int index = 0; index < points.size(); index++) {
            Point point = points.get(index);
            if (point.size() >= size) {
                most = Math.min(most, point.hit());
                if (index + 1 < points.size()) {
                    most = Math.min(most, point.hit() - slope(point, points.get(index + 1)) * (point.size() - size));
                }
            } else {
                Point before = index == 0 ? NOTHING : points.get(index - 1);
                most = Math.min(most, point.hit() + slope(before, point) * (size - point.size()));
            }
        }
        return most;
    }

    /** Drops what keeps the curve from being concave: of the points in question what is not the latest. */
    private void bend() {
        for (int index = 0; index < points.size(); index++) {
            Point before = index == 0 ? NOTHING : points.get(index - 1);
            Point point = points.get(index);
            boolean hollow = index + 1 < points.size() && slope(before, point) < slope(point, points.get(index + 1));
            if (!hollow) {
                continue;
            }
            points.remove(point.order() < seen ? index : index + 1);
            index = Math.max(-1, index - 2);
        }
    }

    private int oldest() {
        int oldest = 0;
        for (int index = 1; index < points.size(); index++) {
            oldest = points.get(index).order() < points.get(oldest).order() ? index : oldest;
        }
        return oldest;
    }

    private static double slope(Point from, Point to) {
        return (to.hit() - from.hit()) / (to.size() - from.size());
    }
}
