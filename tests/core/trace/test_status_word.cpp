// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/layout.h"

#include "tests/core/check.h"

using lanescope::trace::Ticks;
using lanescope::trace::layout::StatusWord;

namespace {

constexpr Ticks kUnit = Ticks{1} << StatusWord::kSinceShift;
constexpr Ticks kWrap = (StatusWord::kSinceMask + 1) << StatusWord::kSinceShift;

Ticks roundTrip(Ticks since, Ticks now)
{
    return StatusWord::since(StatusWord::pack(1, 1, since), now);
}

} // namespace

TEST_CASE(kindAndSubjectComeBackWhole)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (int i = 0; i < 200'000; ++i) {
        const auto kind = static_cast<std::uint8_t>(random() % 64);
        const auto subject = static_cast<std::uint32_t>(random() % (StatusWord::kMaxSubject + 1ULL));
        const std::uint64_t word = StatusWord::pack(kind, subject, random());
        if (!CHECK_EQ(StatusWord::kind(word), kind) || !CHECK_EQ(StatusWord::subject(word), subject))
            return;
    }
}

// A machine that has been up for any time, a status of any age that the word can tell: exact to one unit.
TEST_CASE(sinceIsExactAcrossTheWrap)
{
    std::mt19937_64 random(lanescope::check::seed());
    constexpr Ticks kOldest = kWrap / 16 * 15 - kUnit;
    for (int i = 0; i < 500'000; ++i) {
        const Ticks since = random() >> (random() % 40);
        const Ticks age = random() % kOldest >> (random() % 50);
        if (since > ~Ticks{0} - age)
            continue;
        const Ticks told = roundTrip(since, since + age);
        if (!CHECK(told <= since && since - told < kUnit))
            return;
    }
}

TEST_CASE(sinceIsExactAtEveryBoundary)
{
    for (const Ticks base : {Ticks{0}, kUnit, kWrap - kUnit, kWrap, 3 * kWrap, 200 * kWrap})
        for (const Ticks offset : {Ticks{0}, Ticks{1}, kUnit - 1, kUnit, kUnit + 1})
            for (const Ticks age : {Ticks{0}, Ticks{1}, kUnit - 1, kUnit, kWrap / 2, kWrap / 16 * 15 - 2 * kUnit}) {
                const Ticks since = base + offset;
                CHECK_EQ(roundTrip(since, since + age), since / kUnit * kUnit);
            }
}

// The reader reads the clock first and the word after: what was stamped in between lies a little ahead.
TEST_CASE(sinceAheadOfNowIsNow)
{
    for (const Ticks now : {kUnit, 5 * kUnit + 3, kWrap - 1, kWrap, 7 * kWrap + 9})
        for (const Ticks ahead : {kUnit, 2 * kUnit, 1000 * kUnit, kWrap / 32})
            CHECK_EQ(roundTrip(now + ahead, now), now);
}

TEST_CASE(anyWordGivesATimeNotAfterNow)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (int i = 0; i < 500'000; ++i) {
        const Ticks now = random() >> (random() % 64);
        if (!CHECK(StatusWord::since(random(), now) <= now))
            return;
    }
}
