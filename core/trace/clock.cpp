// SPDX-License-Identifier: MIT
#include "core/trace/clock.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace lanescope::trace {
namespace {

bool machineHasInvariantTsc()
{
#if defined(__x86_64__)
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    constexpr unsigned kPowerManagementLeaf = 0x80000007U;
    constexpr unsigned kInvariantTscBit = 1U << 8;
    return __get_cpuid(kPowerManagementLeaf, &eax, &ebx, &ecx, &edx) != 0 && (edx & kInvariantTscBit) != 0;
#else
    return false;
#endif
}

constexpr std::int64_t kFirstCalibrationNs = 5'000'000;
constexpr double kCatchUpNs = 1e9; // the time in which an error of the mapping is made up for

// 64 bits of ticks times 48 of fraction; GCC and Clang both have it where this runs.
__extension__ using Wide = __int128;
constexpr Wide kFarthestNs = std::int64_t{1} << 61; // 73 years

} // namespace

const bool detail::g_useTsc = machineHasInvariantTsc();

ClockKind clockKind()
{
    return detail::g_useTsc ? ClockKind::InvariantTsc : ClockKind::Monotonic;
}

// Of several attempts the one in which the two reads lay closest together is the most exact.
Calibration::Pair Calibration::readPair()
{
    Pair best;
    Ticks bestGap = std::numeric_limits<Ticks>::max();
    for (int attempt = 0; attempt < 8; ++attempt) {
        const Ticks before = readClock();
        const std::int64_t ns = monotonicNs();
        const Ticks after = readClock();
        if (after - before < bestGap) {
            bestGap = after - before;
            best = {before + (after - before) / 2, ns};
        }
    }
    return best;
}

// The middle one of many: some are interrupted, and the first find nothing in the caches.
Ticks Calibration::measureReading()
{
    std::array<Ticks, 101> readings{};
    for (Ticks& reading : readings) {
        const Ticks before = readClock();
        reading = readClockAfter() - before;
    }
    const auto middle = readings.begin() + readings.size() / 2;
    std::nth_element(readings.begin(), middle, readings.end());
    return *middle;
}

Calibration Calibration::measure()
{
    Calibration calibration;
    calibration.m_reading = measureReading();
    calibration.m_first = calibration.m_anchor = readPair();
    if (clockKind() == ClockKind::InvariantTsc) {
        while (monotonicNs() - calibration.m_first.ns < kFirstCalibrationNs) {
        }
        calibration.refine();
    }
    return calibration;
}

void Calibration::setSlope(double nsPerTick)
{
    m_nsPerTick = nsPerTick;
    m_scaledNsPerTick = std::llround(std::ldexp(nsPerTick, kSlopeShift));
}

void Calibration::refine()
{
    if (clockKind() != ClockKind::InvariantTsc)
        return;
    const Pair now = readPair();
    if (now.ticks <= m_anchor.ticks || now.ns <= m_first.ns)
        return;
    const double slope = static_cast<double>(now.ns - m_first.ns) / static_cast<double>(now.ticks - m_first.ticks);
    // At the very first time there is no mapping yet that must be kept.
    const bool first = m_anchor.ticks == m_first.ticks;
    const std::int64_t mapped = first ? now.ns : toNs(now.ticks);
    const double behindNs = std::clamp(static_cast<double>(now.ns - mapped), -kCatchUpNs / 2, kCatchUpNs / 2);
    m_anchor = {now.ticks, mapped};
    setSlope(slope * (1.0 + behindNs / kCatchUpNs));
}

std::int64_t Calibration::toNs(Ticks ticks) const
{
    const auto delta = static_cast<std::int64_t>(ticks - m_anchor.ticks);
    const Wide ns = m_anchor.ns + ((Wide{delta} * m_scaledNsPerTick) >> kSlopeShift);
    return static_cast<std::int64_t>(std::clamp(ns, -kFarthestNs, kFarthestNs));
}

Ticks Calibration::toTicks(std::int64_t ns) const
{
    const Wide delta = ((Wide{ns} - m_anchor.ns) << kSlopeShift) / m_scaledNsPerTick;
    constexpr Wide kMost = std::numeric_limits<Ticks>::max();
    return static_cast<Ticks>(std::clamp(delta + m_anchor.ticks, Wide{0}, kMost));
}

std::int64_t Calibration::shortDurationNs(Ticks ticks) const
{
    return durationNs(ticks > m_reading ? ticks - m_reading : 0);
}

std::int64_t Calibration::durationNs(Ticks ticks) const
{
    const Wide delta = std::max<std::int64_t>(static_cast<std::int64_t>(ticks), 0);
    return static_cast<std::int64_t>(std::min((delta * m_scaledNsPerTick) >> kSlopeShift, kFarthestNs));
}

} // namespace lanescope::trace
